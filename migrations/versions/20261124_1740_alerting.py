"""Keep what alerting by the clock needs.

Why: alerts are capped, gathered in digests, answered by people; volumes and feeds are watched.
Can the release before run against it: yes.

Revision: 20261124_1740
"""

from __future__ import annotations

revision = "20261124_1740"
down_revision = "20261124_1300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""


def downgrade() -> None:
    """Take it away again."""
