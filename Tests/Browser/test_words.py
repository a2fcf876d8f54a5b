"""What can be seen of the web app without opening it: words, and the rules its files keep."""

import json
import re

from harness import Harness, web

languages = ("en", "zh-CN", "ja")
plurals = {"zero", "one", "two", "few", "many", "other"}
scripts = [path for path in web.rglob("*.js") if "docs" not in path.relative_to(web).parts]


def texts(branch: dict, above: str = "") -> dict[str, list[str]]:
    """Every text by its dotted key; a text with plural forms has several."""
    found = {}
    for name, value in branch.items():
        key = f"{above}{name}"
        if isinstance(value, str):
            found[key] = [value]
        elif value and set(value) <= plurals:
            found[key] = list(value.values())
            assert "other" in value, f"{key} has no form for every other number"
        else:
            found |= texts(value, f"{key}.")
    return found


def test_every_language_has_the_same_words_with_the_same_places_in_them(harness: Harness):
    english = texts(harness.words())
    for language in languages[1:]:
        words = texts(harness.words(language))
        assert words.keys() == english.keys(), words.keys() ^ english.keys()
        for key, forms in words.items():
            places = lambda all: {place for text in all for place in re.findall(r"\{\w+\}", text)}
            assert places(forms) == places(english[key]), f"{language}: {key}"
            assert bool(forms[0].strip()) == bool(english[key][0].strip()), f"{language}: {key} is empty"


def test_every_key_in_use_has_words_and_every_text_is_used(harness: Harness):
    known = texts(harness.words())
    source = "\n".join(path.read_text() for path in scripts)
    used = set(re.findall(r'"((?:[a-zA-Z][\w-]*\.)+[\w-]+)"', source)) & {key for key in known} | set(
        re.findall(r'\btranslate\("([^"]+)"', source)
    )
    assert used <= known.keys(), used - known.keys()

    made = re.findall(r"`((?:[a-zA-Z][\w-]*\.)+[^`]*\$\{[^`]*)`", source)
    patterns = [re.compile(re.sub(r"\\\$\\\{.*?\\\}", r"[\\w-]+", re.escape(key)) + "$") for key in made]
    unused = {key for key in known.keys() - used if not any(pattern.match(key) for pattern in patterns)}
    assert not unused, unused


def test_every_code_of_server_and_engine_has_words(harness: Harness):
    sources = {path: path.read_text() for path in (web.parent / "Sources").rglob("*.swift")}
    text = "\n".join(sources.values())
    faults = "\n".join(source for path, source in sources.items() if path.name.endswith(("Error.swift", "Fault.swift")))
    statuses = next(source for path, source in sources.items() if path.name == "ErrorCodes.swift")
    codes = set(re.findall(r'\("([A-Z_]+)", "\d', statuses)) | set(re.findall(r'"reason": "([a-z_]+)"', text))
    codes |= set(re.findall(r'\bVoiceError\(\s*"([a-z_]+)"', text)) | set(re.findall(r'\bcode: "([a-z_]+)"', text))
    codes |= set(re.findall(r'case [^\n]*: "([a-z]+(?:_[a-z]+)+)"\n', faults))
    words = harness.words()
    silent = {"cancelled", "SECOND_FACTOR_REQUIRED", "access_denied", "state_invalid", "no_account"}  # have their own
    silent |= {"fraudulent", "charge_already_refunded"}  # Stripe's own, told by its stand-in
    silent |= {"still_waiting"}  # of a clean-up, which is tried again
    assert codes - silent <= words["failures"].keys(), codes - silent - words["failures"].keys()
    remark = re.compile(r'\bRemark\(\s*"([a-z_]+)"')
    complaints = {path for path in sources if path.name == "EngineComplaint.swift"}
    remarks = {code for path in sources.keys() - complaints for code in remark.findall(sources[path])}
    assert remarks <= words["warnings"].keys(), remarks - words["warnings"].keys()
    told = {code for path in complaints for code in remark.findall(sources[path])}
    workflow = next(source for path, source in sources.items() if path.name == "ComfyWorkflow.swift")
    told |= {f"workflow_{code}" for code in re.findall(r'\bFault\(\s*"([a-z_]+)"', workflow)}
    assert len(told) > 20 and told == words["engines"]["complaints"].keys(), told ^ words["engines"]["complaints"].keys()
    mistakes = set(re.findall(r'\bmistake\(\s*"([a-z_]+)",', text))
    mistakes |= set(re.findall(r'\bManifestMistake\(path: [^,]+, "([a-z_]+)"', text)) - {"other"}
    assert mistakes == words["engines"]["mistakes"].keys(), mistakes ^ words["engines"]["mistakes"].keys()
    shipped = [json.loads(path.read_text()) for path in (web.parent / "data" / "engines").glob("*.json")]
    said = {remark["code"] for manifest in shipped for remark in manifest.get("remarks", [])}
    assert said and said <= words["failures"].keys(), said - words["failures"].keys()


#: What people stumbled over, or what is called otherwise everywhere else; for letters as for the page.
stumbling_blocks = {
    "en": r"Whom|whom\b|[Ss]hall\b|Go on\b|Forgotten\?|second proof|Burnt|[Ww]aive|scrambled|overdriven|[Oo]ut of touch|"
    r"Nobody like|Let in|behind this door|key to the door|[Jj]oin the company|Take everything with you|Keep it\b|"
    r"your generator|had its day|likeness",
    "zh-CN": r"您|下单|反复试镜|上次出现|结束其他所有|条说明|（片刻|使用Google|密码.{0,6}加密|加密.{0,6}密码",
    "ja": r"サインイン|プレゼン(?!ト)|図柄|持ち出す|言葉なし|一座|最初のお客|（少し|パスワード.{0,6}暗号化|暗号化.{0,6}パスワード",
}


def strings(value):
    """Every text of a file of words."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def test_nobody_stumbles_over_the_same_words_again(harness: Harness):
    for language, pattern in stumbling_blocks.items():
        letters = json.loads((web.parent / "data" / "mail" / f"{language}.json").read_text())
        told = [*strings(harness.words(language)), *strings(letters)]
        # The names of places are not read by anybody.
        found = [text for text in told if re.search(pattern, re.sub(r"\{\w+\}", "", text))]
        assert not found, f"{language}: {found}"


def test_only_one_module_asks_the_server_and_none_writes_markup(_: Harness):
    for path in scripts:
        source = path.read_text()
        asks = re.search(r"\b(fetch\(|new XMLHttpRequest|new EventSource)", source)
        assert path.name == "api.js" or not asks, f"{path.name} asks by itself"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source), path.name


def test_the_ground_floor_knows_no_folder_and_folders_form_no_circle(_: Harness):
    imports = [
        (path.relative_to(web), (path.parent / target).resolve())
        for path in scripts
        for target in re.findall(r'(?:from |import |import\()"(\.[^"]+)"', path.read_text())
    ]
    for path, target in imports:
        assert target.is_file(), f"{path} imports {target.name}, which is not there"
        from_below = len(path.parts) == 1 and path.name != "app.js"
        assert not (from_below and target.parent != web), f"{path} stands on the ground floor and imports {target.name}"
    for place in {parent for path, _ in imports for parent in path.parents}:
        # A file beside folders counts as a folder of its own.
        below: dict[str, set[str]] = {}
        for path, target in imports:
            if path.is_relative_to(place) and target.is_relative_to(web / place) and path.name != "app.js":
                folder, other = path.relative_to(place).parts[0], target.relative_to(web / place).parts[0]
                below.setdefault(folder, set()).add(other)
        climb(below)


def climb(below: dict[str, set[str]]):
    """Fails where a way from folder to folder leads back to one that it came through."""
    done: set[str] = set()

    def step(folder: str, way: tuple[str, ...]):
        assert folder not in way, f"a circle: {' -> '.join((*way, folder))}"
        if folder not in done:
            for other in below.get(folder, set()) - {folder}:
                step(other, (*way, folder))
            done.add(folder)

    for folder in below:
        step(folder, ())


def test_nothing_comes_from_elsewhere_and_no_style_shouts(_: Harness):
    for path in [*scripts, *web.rglob("*.css"), *web.rglob("*.html"), *web.rglob("*.svg")]:
        if "docs" in path.relative_to(web).parts:
            continue
        code = re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", path.read_text(), flags=re.S)
        foreign = [url for url in re.findall(r"https?://[^\s\"')]+", code) if url != "http://www.w3.org/2000/svg"]
        assert not foreign, f"{path.name}: {foreign}"
        if path.suffix == ".css":
            assert "!important" not in code and not re.search(r"(^|[\s,>])#[a-z][\w-]*\s*[{,]", code), path.name
        if path.suffix == ".html":
            assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", code), f"{path.name} has code in line"


def test_every_element_lies_in_a_file_of_its_name_and_every_style_is_in_use(_: Harness):
    elements = set()
    for path in scripts:
        defined = re.findall(r'customElements\.define\("([^"]+)"', path.read_text())
        assert defined in ([], [path.stem]), path.name
        elements |= {path.relative_to(web).as_posix() for _ in defined}
    begun = set(re.findall(r'import(?:\(| )"\./([^"]+)"', (web / "app.js").read_text()))
    assert elements <= begun, f"nobody loads {elements - begun}"
    listed = set(re.findall(r'@import url\("([^"]+)"', (web / "styles" / "main.css").read_text()))
    present = {path.relative_to(web / "styles").as_posix() for path in (web / "styles").rglob("*.css")} - {"main.css"}
    assert listed == present, listed ^ present
