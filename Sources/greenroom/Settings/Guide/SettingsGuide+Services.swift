extension SettingsGuide {
    /// Engines elsewhere: services, and clusters of your own.
    static let services: [Entry] = [
        Entry(
            "`QWEN_VIDEO_API_KEY`, `DASHSCOPE_API_KEY`",
            "key for Wan2.2-Animate at DashScope (Alibaba Cloud Model Studio); the first one set counts"),
        Entry(
            "`DASHSCOPE_REGION`",
            "`cn` (Beijing) or `intl` (Singapore): the key's region",
            standard: "`cn`"),
        Entry(
            "`DASHSCOPE_HTTP_BASE_URL`",
            "another address of the service, such as a workspace's; ends in `/api/v1`"),
        Entry(
            "`DASHSCOPE_WORKSPACE`",
            "workspace id, if different from the key's default"),
        Entry(
            "`DASHSCOPE_CREDITS_PER_SECOND`",
            "credits per second of driving video, `wan-std,wan-pro`",
            standard: "`6,9`"),
        Entry(
            "`FISH_AUDIO_API_KEY`, `FISH_API_KEY`",
            "key for speech and cloned voices at Fish Audio; the first one set counts"),
        Entry(
            "`FISH_AUDIO_BASE_URL`, `FISH_AUDIO_MODEL`",
            "another address of the service; the model that speaks",
            standard: "`https://api.fish.audio`, `s2.1-pro`"),
        Entry(
            "`FISH_AUDIO_CREDITS_PER_CHARACTER`",
            "credits per character spoken",
            standard: "`0.02`"),
        Entry(
            "`FISH_SPEECH_URL`, `FISH_SPEECH_API_KEY`",
            "your own fish-speech server (`tools/api_server.py`) and its `--api-key`"),
        Entry(
            "`RUNPOD_API_KEY`, `RUNPOD_ENDPOINT_ID`",
            "key and id of your serverless endpoint at RunPod; its workers fetch the inputs from `GREENROOM_PUBLIC_URL` and "
                + "put results there"),
        Entry(
            "`RUNPOD_ENDPOINT_BASE_URL`",
            "another address of the service; ends in `/v2`",
            standard: "`https://api.runpod.ai/v2`"),
        Entry(
            "`RUNPOD_KINDS`",
            "what its worker can do: `animate_move`, `animate_mix`, `avatar_training`, `talking_video`, with commas between",
            standard: "all of them"),
        Entry(
            "`RUNPOD_CREDITS_PER_SECOND`, `RUNPOD_TIMEOUT_MINUTES`",
            "credits per second of the clip or sound that goes in; after how many minutes of work RunPod ends a job",
            standard: "`4`, `60`"),
        Entry(
            "`RAY_ADDRESS`",
            "the dashboard of your Ray cluster's head, such as `http://10.0.0.5:8265`; whoever reaches it may run programs "
                + "there, so keep it in a private network"),
        Entry(
            "`RAY_ENGINES`",
            "engines with manifests whose programs run on that cluster, with commas between, each with how many tasks it "
                + "does at a time: `wan22-animate=10,musetalk`; the nodes fetch inputs from `GREENROOM_PUBLIC_URL` and put "
                + "results there"),
        Entry(
            "`RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`",
            "the cluster's token where it asks for one, or the file that holds it"),
        Entry(
            "`RAY_FOLDER`",
            "the folder on each node for what belongs to jobs and what engines keep",
            standard: "`/tmp/greenroom`"),
    ]
}
