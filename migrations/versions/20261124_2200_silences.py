"""Keep when a silence was wished for.

Why: a back-test tells what was silenced at the time, and not what is silenced now.
Can the release before run against it: yes.

Revision: 20261124_2200
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_2200"
down_revision = "20261124_1740"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("silences", sa.Column("created_at", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("silences", "created_at")
