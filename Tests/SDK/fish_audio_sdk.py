"""The official SDK of Fish Audio does with the stand-in what it does with the service.

usage: fish_audio_sdk.py BASE KEY SAMPLE
"""

import sys

from fishaudio import FishAudio
from fishaudio.exceptions import APIError
from fishaudio.types import TTSConfig

base, key, sample = sys.argv[1:]
client = FishAudio(api_key=key, base_url=base)
with open(sample, "rb") as file:
    recording = file.read()

voice = client.voices.create(title="Ada", voices=[recording], tags=["x"], visibility="private")
assert voice.title == "Ada" and voice.state == "trained" and voice.visibility == "private", voice
assert client.voices.get(voice.id).id == voice.id
listed = client.voices.list(self_only=True, tags=["x"])
assert listed.total == 1 and listed.items[0].id == voice.id, listed
client.voices.update(voice.id, title="Lin")
assert client.voices.get(voice.id).title == "Lin"

# Whoever has a voice hears what was given for it.
said = client.tts.convert(text="Good morning.", reference_id=voice.id)
assert said == recording, len(said)
other = client.tts.convert(text="Good morning.", config=TTSConfig(format="wav"))
assert other.startswith(b"RIFF")

client.voices.delete(voice.id)
try:
    client.voices.get(voice.id)
    raise SystemExit("a deleted voice is still there")
except APIError as error:
    assert error.status == 404, error
try:
    FishAudio(api_key="nobody", base_url=base).voices.list()
    raise SystemExit("a wrong key is taken")
except APIError as error:
    assert error.status == 401, error
print("ok")
