"""Know the given names that make somebody another person of the same family name.

Pure. Names that the news of many countries are full of, in their English spelling; in other
languages and scripts they are known by their sound.
"""

from __future__ import annotations

from functools import cache

from monitor.text.sound.likeness import Ear, consonants_of, distance, heard_keys
from monitor.text.sound.reader import ear_of, read_aloud

_NAMES = """
Aaron Abdul Abdullah Adam Adrian Adriana Agnes Agnieszka Ahmad Ahmed Aisha Alan Albert Albin
Alejandra Alejandro Aleksandar Aleksandr Aleksei Alena Alessandra Alessandro Alex Alexander
Alexandra Alexei Alexey Alexis Alfred Ali Alice Alicia Alina Alvaro Alyona Amanda Amir Amy Ana
Anastasia Anatoly Andre Andrea Andrei Andres Andrew Andriy Andrzej Angela Angelika Angelina Anna
Annalena Anne Annie Anthony Anton Antonio Ariel Arkady Arnold Arseniy Artem Arthur Artyom Ashley
Asma Aurelie Avigdor Barbara Barron Bashar Beata Beatrice Beatriz Benjamin Bernard Bernd Bill
Birgit Bjorn Bob Bogdan Bojan Boris Borko Bradley Brandon Branislav Brenda Brian Brigitte Bruno
Bryan Burak Carl Carla Carlos Carmen Caroline Carsten Catherine Cecilia Cedric Celine Charles
Charlotte Chelsea Chiara Chris Christian Christina Christine Christopher Claire Claudia Claudio
Colin Cristina Cynthia Daniel Daniela Danilo Daria Darya David Davide Deborah Dejan Delphine
Denis Derek Detlef Diana Didier Diego Dieter Dmitri Dmitry Dmytro Domenico Dominique Donald Donna
Dora Doris Dorothy Dragan Duncan Dustin Dylan Edgar Edith Edouard Eduard Eduardo Edward Ekaterina
Ekrem Elena Eli Elizabeth Ella Elliot Emilio Emily Emine Emma Emmanuel Eric Erik Ernest Ernesto
Esther Ethan Eugene Eva Evgeny Fabien Fabio Fatima Fatma Federico Felix Fernanda Fernando
Filip Flavio Florence Florian Frances Francesca Francis Francisco Francois Franjo Frank Frederick
Friedrich Fyodor Gabriel Gabriela Galina Gareth Gavin Gennady Geoffrey George Georgy Gerald
Gerardo Gerhard Giancarlo Gianluca Gilles Giorgia Giorgio Giovanni Gleb Gloria Gonzalo Goran
Grace Gregory Grigory Guido Gunther Gustav Gustavo Hakan Hamza Hannah Hans Harold Harry Hashim
Hassan Heather Heike Heiko Heinrich Helen Helena Helmut Henry Hernan Hillary Holger Horst Hugo
Hunter Hussein Ian Ibrahim Ignacio Igor Ilya Ingrid Inna Irina Isaac Isabel Isabelle Ivan Ivana
Ivanka Jack Jacob Jacqueline Jacques Jair Jamal James Jan Jane Janet Jasmine Jason Javier Jean
Jeff Jeffrey Jelena Jennifer Jeremy Jerome Jesse Jessica Jill Jimmy Joaquin Joe Johann Johannes
John Jonas Jonathan Jorge Jose Joseph Joshua Juan Julia Julian Julie Julio Julius Jurgen Justin
Karen Karim Karl Katarina Katarzyna Kate Katerina Katherine Kathleen Katrin Keith Kelly Kenneth
Kerem Kevin Kimberly Kirill Klaus Konstantin Kristina Krzysztof Ksenia Kseniya Kurt Larisa
Larissa Laura Lauren Lawrence Lena Leon Leonard Leonid Leszek Lev Leyla Liam Lidia Liliana Linda
Lisa Ljubomir Louis Louise Luca Lucas Lucia Ludmila Ludovic Luis Luiz Lyubov Lyudmila Magdalena
Maksim Malcolm Malgorzata Manfred Manuel Mara Marcel Marcelo Marco Marcus Margaret Margarita
Maria Mariana Marija Marina Marine Mario Marion Mariusz Mark Marta Martha Martin Mary Maryna
Massimo Matteo Matthew Matthias Maurice Mauricio Maurizio Max Maxim Maya Megan Mehdi Melania
Melinda Melissa Mercedes Michael Michel Michelle Miguel Mikhail Mila Milan Milos Miroslav Mohamed
Mohammad Mohammed Mohsen Monica Monika Mustafa Mykola Nadezhda Nancy Naomi Natalia Natalie
Natasha Nathan Nathaniel Nebojsa Neil Nenad Nicholas Nicolas Nicole Nigel Nikita Nikolai Nikolay
Nina Noah Nora Norbert Oksana Oleg Oleksandr Oleksiy Olena Olga Oliver Olivia Omar Orhan Oscar
Otto Pablo Paloma Pamela Patricia Patrick Paul Paula Pavel Pavlo Pedro Penelope Peter Petr Petra
Petro Philip Philippe Pierre Pilar Polina Predrag Pyotr Quentin Rachel Radoslaw Radovan Rafael
Raffaele Rainer Ralph Ramzan Randy Ratko Raul Raymond Rebecca Reinhard Renate Renato Ricarda
Ricardo Richard Rick Robert Roberto Rodney Rodolfo Rodrigo Roger Roland Rolando Romain Roman
Ronald Rosa Rosario Ruben Ruslan Rustam Ruth Ryan Ryszard Sabine Salman Samantha Samuel Sandra
Sara Sarah Saskia Sebastian Sebastien Segolene Semyon Sergei Sergey Sergio Serhiy Serkan Sharon
Silvio Simon Slawomir Slobodan Sofia Sophia Sophie Srdjan Stanislav Stefan Steffen Stella
Stephanie Stephen Steven Stuart Suleyman Susan Sven Svetlana Sylvain Sylvia Szymon Tamara Tamer
Tariq Tatiana Tatyana Tayfun Teresa Theodore Theresa Thierry Thomas Thorsten Tiffany Timofey
Timothy Timur Tobias Tom Tomislav Tony Torsten Tracy Travis Trevor Tyler Ulrich Umberto Ursula
Vadim Valentin Valentina Valeria Valerie Valery Vanessa Varvara Vasily Vera Veronica Veronika
Veronique Vicente Victor Victoria Viktor Viktoria Viktoriya Vincent Vincenzo Vitali Vitaly
Vittorio Vladimir Vladislav Vojislav Volkan Volodymyr Vsevolod Vyacheslav Walid Walter Wayne
Wendy Werner Wilhelm William Wladimir Wojciech Wolfgang Xavier Yair Yana Yannick Yaroslav Yasser
Yegor Yekaterina Yelena Yevgeny Yolanda Youssef Yulia Yuliya Yuri Yury Yusuf Zachary Zainab
Zakhar Zbigniew Zdravko Zeynep Zoe Zoran Zoya
"""

#: Given names that other languages, and friends, put in one another's place: one set a line.
_SAME = """
Alexander Aleksandr Oleksandr Aliaksandr Aleksander Alejandro Sasha Alex
Alexei Alexey Aleksei Oleksiy Aliaksei
Andrei Andrey Andriy Andrzej Andrew Andre Andrea
Anthony Antony Tony Antonio Anton
Benjamin Binyamin Benny Ben
Charles Carlos Karl Carl Chuck Charlie
Christopher Chris Krzysztof Christophe
Catherine Ekaterina Kateryna Katherine Katarina Kate
Daniel Danny Dan Danilo Daniil
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
Gregory Grigory Hryhoriy Greg
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
Richard Rick Dick Ricardo Ryszard
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
Xavier Javier
Yuri Yury Yuriy
Yegor Igor Ihor Egor
Sebastian Sebastien
Ulrich Uli
Alejandra Alexandra Alessandra Aleksandra
Alessandro Alexander Aleksandr Alejandro
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
