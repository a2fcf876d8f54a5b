extension SettingsGuide {
    /// Engines of your own that are programs, or servers beside this one.
    static let programs: [Entry] = [
        Entry(
            "`COMFYUI_URL`, `COMFYUI_AUTHORIZATION`",
            "your ComfyUI server, and the `Authorization` header a proxy before it wants; its workflows are "
                + "`engines/comfyui/animate-move.json`, `animate-mix.json` and `speech.json` in the home"),
        Entry(
            "`WAN22_ROOT`, `WAN22_PYTHON`, `WAN22_WEIGHTS`",
            "Wan2.2-Animate on your own GPU: the repository's folder, the Python that runs it, and the folder of "
                + "Wan2.2-Animate-14B"),
        Entry(
            "`LIVETALKING_ROOT`, `LIVETALKING_VENV`",
            "LiveTalking, which trains avatars: the repository's folder and its virtual environment"),
        Entry(
            "`LIVETALKING_MODE`",
            "`cli` starts LiveTalking's programs, `api` asks its server, `auto` offers both: the programs need a GPU of "
                + "this machine",
            standard: "`auto`"),
        Entry(
            "`LIVETALKING_URL`, `LIVETALKING_MODEL`",
            "where LiveTalking's server listens, and the model that it trains, `wav2lip` or `musetalk`; it has to share "
                + "`LIVETALKING_ROOT` with this server",
            standard: "`http://127.0.0.1:8010`, `wav2lip`"),
        Entry(
            "`MUSETALK_ROOT`, `MUSETALK_PYTHON`",
            "MuseTalk, which makes talking videos: the repository's folder and the Python that runs it"),
    ]
}
