#!/usr/bin/env python3.11
"""Writes shlex-cases.json: what Python's shlex says to given texts. Run it again only with Python 3.11."""
import json
import random
import shlex

FIXED = [
    "", " ", "a", "a b", "  a  b  ", "a\tb\nc\rd", "'a b'", '"a b"', "''", '""', "a''b", "'' ''", '"" a',
    "a'b'c", 'a"b"c', "'a\"b'", "\"a'b\"", r"\a", r"a\ b", r"\\", r"'\a'", r'"\a"', r'"\""', r'"\\"', r"'\''", "'", '"',
    "\\", "a\\", "'a", '"a', '"a\\', "'a\\", "# a", "a # b", "a#b", "a #b\nc", "a#b\nc d", "#\n#\na", "'#' a", '"#"', "\\# a",
    "a\\\nb", "'a\nb'", "a;b|c&d", "$HOME `x` *", "ä ö 'ü ß'", "😀 '😀 b'", "a\x00b", "--opt=value", "a='b c'", "-c 'exit 1'",
    "python -m http.server '8000'", '/bin/sh -c "echo \\"hi\\" $USER"', "a\u00a0b", "a\x0bb", "'a'\"b\"c\\ d", '\'"\' "\'"',
]


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs), None
    except ValueError as e:
        return None, str(e)


def main():
    random.seed(3141)
    alphabet = "ab'\"\\ #\n\t$"
    texts = FIXED + ["".join(random.choice(alphabet) for _ in range(random.randint(1, 14))) for _ in range(120)]
    cases = []
    for text in texts:
        for comments in (False, True):
            for posix in (True, False):
                words, error = attempt(shlex.split, text, comments=comments, posix=posix)
                cases.append({"text": text, "comments": comments, "posix": posix, "words": words, "error": error})
    quotes = [{"text": t, "quoted": shlex.quote(t)} for t in texts]
    with open("shlex-cases.json", "w", encoding="utf-8") as f:
        json.dump({"splits": cases, "quotes": quotes}, f, indent=0, ensure_ascii=True)
        f.write("\n")


main()
