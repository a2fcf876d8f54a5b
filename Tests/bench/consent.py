#!/usr/bin/env python3
"""How often a consent is heard rightly: its code and its sentence, clean and in noise, those of others, and whose voice it is.

usage: consent.py [--program PATH] [--codes N] [--people FOLDER]
All is spoken by the voices of this machine, so that figures are of synthetic speech. --people names a folder with a folder
for each person and two recordings or more in it; they count as people in the comparison of voices. The sentence is
measured where the pack `recognition` is installed (GREENROOM_PACKS).
"""

import argparse
import itertools
import json
import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

import rig
from speaking import installed, speak

statements = {
    "en": "I, Kim Lee{}, agree that my voice is cloned with Greenroom. My code is {}.",
    "zh-CN": "我，王小明{}，同意用 Greenroom 克隆我的声音。我的代码是 {}。",
    "ja": "私、田中{}は、Greenroom で私の声を複製することに同意します。私のコードは {} です。",
}
others = {
    "en": [
        "I, Kim Lee, do not agree that my voice is cloned with Greenroom. My code is {}.",
        "I, Kim Lee, agree that my face is cloned with Greenroom. My code is {}.",
        "The weather was fine this morning, so we walked to the mill. My code is {}.",
    ],
    "zh-CN": ["我，王小明，不同意用 Greenroom 克隆我的声音。我的代码是 {}。", "今天天气很好，我们去河边散步。我的代码是 {}。"],
    "ja": [
        "私、田中は、Greenroom で私の声を複製することに同意しません。私のコードは {} です。",
        "今日は天気が良かったので、川沿いを歩きました。私のコードは {} です。",
    ],
}
story = (
    "The weather was fine this morning, so we walked along the river until we reached the old mill, and there we had our "
    "lunch under the trees before it began to rain."
)
speakers = {
    "en": ["hibari:heart", "kokoro:en-kumo"], "zh-CN": ["kokoro:zh-kumo"], "ja": ["kokoro:ja-kumo", "kokoro:ja-alpha"],
}
people = ["hibari:heart", "kokoro:en-kumo", "kokoro:ja-alpha", "espeak:en-us", "espeak:en-gb+f3", "espeak:de+m4"]
telephone = "highpass=f=300,lowpass=f=3400,aresample=8000"


def media(program: Path, *words) -> dict:
    environment = {**os.environ, "GREENROOM_ASSETS": str(rig.assets)}
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise SystemExit(f"{words[0]}: {done.stdout[-300:]}{done.stderr[-300:]}")
    return json.loads(done.stdout.splitlines()[-1])


def ffmpeg(source: Path, graph: str, made: Path) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", source, "-filter_complex", graph, made], check=True)
    return made


def level(path: Path) -> float:
    """Mean, in dB of full scale."""
    told = subprocess.run(
        ["ffmpeg", "-i", path, "-af", "volumedetect", "-f", "null", "-"], capture_output=True, text=True).stderr
    return float(re.search(r"mean_volume: (-?[\d.]+)", told)[1])


def noisy(path: Path, distance: float, made: Path) -> Path:
    """With pink noise so many dB below."""
    noise = ffmpeg(path, "anoisesrc=a=0.5:c=pink:seed=7:d=30,aformat=channel_layouts=mono", made.with_suffix(".n.wav"))
    gain = level(path) - distance - level(noise)
    return ffmpeg(path, f"anoisesrc=a=0.5:c=pink:seed=7:d=30,volume={gain}dB[n];[0][n]amix=2:duration=first:normalize=0", made)


def statement(language: str, code: str) -> str:
    return statements[language].format("", " ".join(code))


def words(language: str) -> str:
    """What is listened for: the statement after its name, without the code."""
    return statements[language].format("|", "").split("|")[1]


def is_clear(sentence: dict | None) -> bool:
    """As the server decides."""
    return bool(sentence) and sentence["share"] >= 0.75 and not sentence["lacking"] and not sentence["contrary"]


def share(what: str, found: list[bool], goal: int):
    rate = 100 * sum(found) / max(len(found), 1)
    rig.row(what, f"{rate:.0f} % of {len(found)}", "", None, f">= {goal} %", rate >= goal)


def codes(program: Path, folder: Path, count: int, here: set[str]):
    chance = random.Random(13)
    heard = {"clean": [], "15 dB noise": []}
    clear = {"clean": [], "15 dB noise": []}
    taken = {"codes": [], "sentences": []}

    def listen(path: Path, code: str, language: str) -> tuple[bool, dict | None]:
        found = media(program, "consent", path, "--code", code, "--language", language, "--sentence", words(language))
        return (found.get("code") or {}).get("agreeing", 0) >= 5, found.get("sentence")

    def any_code() -> str:
        return "".join(chance.choice("0123456789") for _ in range(6))

    for language, voices in speakers.items():
        for voice in (voice for voice in voices if voice in here):
            for number in range(count):
                code = any_code()
                speak(program, statement(language, code), voice, folder)
                clean = folder / "speech.wav"
                for kind, path in ("clean", clean), ("15 dB noise", noisy(clean, 15, folder / "noisy.wav")):
                    is_heard, sentence = listen(path, code, language)
                    heard[kind].append(is_heard)
                    if not is_heard:
                        print(f"{voice}, {kind}: {code} not heard")
                    if sentence:
                        clear[kind].append(is_clear(sentence))
                        if not is_clear(sentence):
                            print(f"{voice}, {kind}: {sentence}")
                taken["codes"].append(listen(clean, any_code(), language)[0])
                text = others[language][number % len(others[language])].format(" ".join(code))
                speak(program, text, voice, folder)
                if sentence := listen(clean, code, language)[1]:
                    taken["sentences"].append(is_clear(sentence))
                    if is_clear(sentence):
                        print(f"{voice}: taken for the statement: {text} | {sentence}")
    for kind, goal in ("clean", 95), ("15 dB noise", 85):
        share(f"codes verified, {kind}", heard[kind], goal)
        if clear[kind]:
            share(f"sentences understood, {kind}", clear[kind], goal)
    for what, found in taken.items():
        if found:
            rig.row(f"{what} of others taken", f"{sum(found)} of {len(found)}", "", None, "0", not any(found))


def recordings(program: Path, folder: Path, here: set[str], more: Path | None) -> dict[str, list[Path]]:
    """Two or more of each person, one of them by telephone."""
    found = {}
    for voice in (voice for voice in people if voice in here):
        made = []
        for number, text in enumerate((statement("en", "481516"), story)):
            speak(program, text, voice, folder)
            path = folder / f"{len(found)}-{number}.wav"
            (folder / "speech.wav").rename(path)
            made.append(path)
        made.append(ffmpeg(made[1], telephone, folder / f"{len(found)}-2.wav"))
        found[voice] = made
    for person in sorted(more.iterdir()) if more else []:
        found[person.name] = sorted(path for path in person.iterdir() if path.is_file())
    return found


def likeness(program: Path, found: dict[str, list[Path]]):
    wrong = unsure = total = 0
    def bands(one, other, is_same):
        nonlocal wrong, unsure, total
        score = media(program, "compare", one, other, "--kind", "voice")["voice"]["likeness"]
        total += 1
        is_wrong = score < 0.4 if is_same else score >= 0.55
        wrong, unsure = wrong + is_wrong, unsure + (0.4 <= score < 0.55)
        if is_wrong:
            print(f"{one} {other}: {score:.2f}")
    for person, paths in found.items():
        for one, other in itertools.combinations(paths, 2):
            bands(one, other, True)
    for (_, mine), (_, theirs) in itertools.combinations(found.items(), 2):
        bands(mine[0], theirs[1], False)
        bands(mine[0], theirs[-1], False)
    share = 100 * wrong / max(total, 1)
    rig.row("voices taken for another's, or not known again", f"{share:.1f} % of {total}", "", None, "<= 2 %", share <= 2)
    print(f"left to a person: {unsure} of {total}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=rig.products / "greenroom-media")
    parser.add_argument("--codes", type=int, default=2 if rig.is_quick else 20)
    parser.add_argument("--people", type=Path)
    options = parser.parse_args()
    here = installed(options.program)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        folder.mkdir()
        codes(options.program, folder, options.codes, here)
        likeness(options.program, recordings(options.program, folder, here, options.people))


if __name__ == "__main__":
    main()
