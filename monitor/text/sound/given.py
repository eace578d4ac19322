"""Know the given names that make somebody another person of the same family name.

Pure. Names that the news of many countries are full of, in their English spelling; in other
languages and scripts they are known by their sound.
"""

from __future__ import annotations

from functools import cache

from monitor.text.sound.likeness import Ear, consonants_of, distance, heard_keys
from monitor.text.sound.reader import ear_of, read_aloud

_NAMES = """
Aaron Abdullah Abdul Adam Adrian Agnes Ahmed Ahmad Aisha Alan Albert Alejandro Aleksandar
Aleksandr Aleksei Alena Alex Alexander Alexandra Alexei Alexey Ali Alice Alina Alfred Alyona
Amanda Amir Amy Ana Anastasia Anatoly Andre Andrea Andrei Andrew Andrzej Andriy Angela Angelina
Anna Anne Annie Anthony Anton Antonio Ariel Arkady Arnold Arthur Artem Artyom Ashley Asma
Avigdor Barbara Barron Bashar Beatrice Benjamin Bernard Bill Bob Bogdan Boris Brian Brigitte
Bruno Carl Carla Carlos Carmen Caroline Catherine Cecilia Charles Charlotte Chelsea Chris
Christian Christina Christine Christopher Claire Claudia Daniel Daria Darya David Deborah Denis
Diana Diego Dmitri Dmitry Dmytro Dominique Donald Doris Dora Edgar Edith Eduard Eduardo Edward
Ekaterina Elena Eli Elizabeth Ella Emily Emine Emma Emmanuel Eric Erik Ernest Esther Eugene Eva
Evgeny Fatima Felix Fernando Filip Flavio Florian Frances Francesca Francis Francisco Francois
Frank Frederick Friedrich Fyodor Gabriel Galina Gennady George Georgy Gerhard Giorgia Giorgio
Giovanni Gleb Grace Gregory Grigory Guido Gustav Hannah Hans Harold Harry Hassan Heinrich Helen
Helena Henry Hillary Hugo Hunter Hussein Ian Ibrahim Igor Ilya Inna Ingrid Irina Isaac Isabel
Ivan Ivana Ivanka Jack Jacob Jacques Jair James Jan Jane Janet Jason Javier Jean Jeff Jeffrey
Jennifer Jeremy Jessica Jill Jimmy Joe Johann Johannes John Jonas Jonathan Jorge Jose Joseph
Joshua Juan Julia Julian Julie Julius Karen Karim Karl Katarina Kate Katerina Katherine Kathleen
Kelly Kenneth Kevin Kirill Klaus Konstantin Kristina Ksenia Kseniya Kurt Larisa Larissa Laura
Lauren Lawrence Lena Leon Leonard Leonid Lev Liam Lidia Liliana Linda Lisa Louis Louise Luca
Lucas Lucia Ludmila Luis Luiz Lyudmila Magdalena Maksim Manuel Mara Marcel Marco Marcus Margaret
Maria Marina Mario Marion Marine Mark Marta Martha Martin Mary Maryna Matteo Matthew Maurice Max
Maxim Maya Melania Melinda Michael Michel Michelle Miguel Mikhail Milan Mila Milos Mohamed
Mohammad Mohammed Monica Mustafa Mykola Nadezhda Nancy Naomi Natalia Natalie Nathan Neil
Nicholas Nicolas Nikita Nikolai Nikolay Nina Nigel Noah Nora Oksana Oleg Oleksandr Oleksiy Olena
Olga Oliver Olivia Omar Oscar Otto Pablo Pamela Patricia Patrick Paul Paula Pavel Pavlo Pedro
Penelope Peter Petr Petro Philip Philippe Pierre Pyotr Rachel Rafael Ralph Ramzan Raymond
Rebecca Reinhard Renate Ricardo Richard Robert Roberto Roger Roland Roman Ronald Rosa Ruslan
Ruth Ryan Salman Samuel Sandra Sara Sarah Sergei Sergey Sergio Serhiy Sharon Simon Sofia Sophia
Sophie Stanislav Stefan Stella Stephanie Stephen Steven Stuart Susan Svetlana Sylvia Tamara
Tamer Tariq Tatiana Tatyana Teresa Theodore Theresa Thomas Tiffany Timothy Tobias Tom Tony
Valentin Valentina Valery Vanessa Vasily Vera Veronica Victor Victoria Viktor Viktoria Vincent
Viktoriya Vitali Vitaly Vladimir Vladislav Volodymyr Vyacheslav Walter Wayne Wilhelm William
Wladimir Wolfgang Yair Yana Yaroslav Yekaterina Yelena Yevgeny Yulia Yuliya Yuri Yury Yusuf
Zainab Zoe
"""

#: Given names that other languages, and friends, put in one another's place: one set a line.
_SAME = """
Alexander Aleksandr Oleksandr Aliaksandr Aleksander Alejandro Sasha Alex
Alexei Alexey Aleksei Oleksiy Aliaksei
Andrei Andrey Andriy Andrzej Andrew Andre Andrea
Anthony Antony Tony Antonio Anton
Benjamin Binyamin Benny Ben
Charles Carlos Karl Carl Chuck Charlie
Christopher Chris
Catherine Ekaterina Kateryna Katherine Katarina Kate
Daniel Danny Dan
David Dave
Dmitry Dmitri Dmytro
Edward Eduard Eduardo Ed Ted
Elizabeth Liz
Elena Olena Yelena Alena Helen
Eugene Yevgeny Evgeny Yevhen
Francis Francisco Francesco Francois
Frederick Friedrich Fred
Galina Halyna
Gennady Hennadiy
George Georgy Giorgi Giorgio Jorge Heorhiy
Gregory Grigory Hryhoriy
Hillary Hilary
Igor Ihor
John Ivan Jean Johann Johannes Giovanni Jan Juan Jack Ian Johnny
James Jim Jimmy Jaime
Jeffrey Jeff
Joseph Joe Josef Jose Giuseppe Yosyp
Kenneth Ken
Lawrence Larry
Michael Mike Mikhail Mykhailo Michel Miguel Mick
Mohammed Mohammad Muhammad Mohamed Mehmet
Nicholas Nicolas Nikolai Nikolay Mykola Mikalai Nick Nikola
Oleg Oleh
Paul Pavel Pavlo Pablo
Peter Petr Petro Pyotr Pedro Pierre Pete
Philip Philippe Filip Phil
Richard Rick Dick Ricardo
Robert Bob Bobby Roberto
Ronald Ron
Samuel Sam
Sergei Sergey Serhiy Siarhei Sergio
Stephen Steven Steve Stefan
Svetlana Svitlana
Thomas Tom Tommy
Timothy Tim
Vasily Vasyl
Victor Viktor
Vladimir Volodymyr Uladzimir Wladimir
Vladislav Vladyslav
William Bill Will Willy Wilhelm
Yuri Yury Yuriy
"""

#: A given name is well known as it is read first.
_READINGS = 4
#: A long name may sound a little different.
_SLIGHT = 0.25
_SHORT = 2


def is_given_name(word: str, language: str | None) -> bool:
    """Whether a word of a text (lower case, composed) is a well-known given name."""
    ear = ear_of(word)
    if ear is None or ear is Ear.HAN:
        return False
    known = _by_consonants(ear)
    return any(
        distance(sound, name, ear) <= (_SLIGHT if len(key) > _SHORT else 0)
        for sound in read_aloud(word, language)[:_READINGS]
        for key in heard_keys(sound, ear)
        for name in known.get(key, ())
    )


def list_same_names(name: str) -> tuple[str, ...]:
    """Return a given name with those that may stand in its place; itself first."""
    return (name, *_same().get(name, ()))


@cache
def _same() -> dict[str, tuple[str, ...]]:
    lines = [line.split() for line in _SAME.split("\n")]
    return {
        name: tuple(other for other in line if other != name) for line in lines for name in line
    }


@cache
def _by_consonants(ear: Ear) -> dict[str, tuple[str, ...]]:
    known: dict[str, list[str]] = {}
    for name in _NAMES.split():
        for sound in read_aloud(name.lower(), "en")[:_READINGS]:
            for key in consonants_of(sound, ear):
                known.setdefault(key, []).append(sound)
    return {key: tuple(dict.fromkeys(sounds)) for key, sounds in known.items()}
