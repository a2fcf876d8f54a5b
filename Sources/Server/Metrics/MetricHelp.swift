/// What each metric of ours means, for the lines `# HELP`.
enum MetricHelp {
    static let texts: [String: String] = [
        "greenroom_build_info": "The version that runs, as a label; always 1.",
        "greenroom_dropped_log_lines_total": "Lines of the log that could not be written.",
        "greenroom_http_request_duration_seconds": "From a request's head to the beginning of its answer.",
        "greenroom_http_requests_total":
            "Requests by method, template of the route and class of the answer's status.",
        "greenroom_limited_requests_total": "Requests that came too often, by class of route.",
        "greenroom_mirror_copies": "Media that a mirror provably has.",
        "greenroom_mirror_oldest_seconds": "How long the first file has been waiting to be copied to a mirror.",
        "greenroom_mirror_resting": "1 while a mirror cannot be used.",
        "greenroom_mirror_waiting": "Media that wait to be copied to a mirror.",
        "greenroom_mirror_waiting_bytes": "Bytes that wait to be copied to a mirror.",
        "greenroom_outbound_connections_opened": "Connections made since the start, by pool.",
        "greenroom_outbound_connections_reused":
            "Requests that went over a connection that was open already, by pool.",
        "greenroom_outbound_in_flight": "Requests to other servers under way, by pool.",
        "greenroom_outbound_waiting": "Requests to other servers that wait for a place, by pool.",
        "greenroom_outbox_attempts_total": "Attempts at what stands in the outbox, by kind and how they ended.",
        "greenroom_outbox_given_up": "Entries of the outbox that were given up in the last 30 days, by kind.",
        "greenroom_outbox_oldest_seconds": "How long the oldest entry has been waiting, by kind.",
        "greenroom_outbox_waiting": "Entries of the outbox that wait or are under way, by kind.",
        "greenroom_refused_access_tokens_total": "Access tokens that were not believed, by why.",
        "greenroom_refused_api_keys_total": "API keys that are unknown, have ended or are of a suspended account.",
        "greenroom_refused_connections_total": "Connections of clients that held too many already.",
        "greenroom_refused_heads_total": "Requests whose head is too large, or is no HTTP.",
        "greenroom_refused_outbound_calls_total":
            "Calls that were not made: to anybody while the server works offline, or to an address that is not public.",
        "greenroom_refused_proofs_total":
            "ID tokens and codes of sign-in providers that were not believed, by provider and why.",
        "greenroom_refused_registrations_total": "Accounts that were not made, by why.",
        "greenroom_refused_sign_ins_total": "Sign-ins, second factors and renewals that were refused, by why.",
        "greenroom_tasks_finished_total": "Tasks that came to an end, by kind and how.",
        "greenroom_tasks_running": "Tasks that have a slot of an engine.",
        "greenroom_tasks_waiting": "Tasks that wait for a slot, or for the end of a back-off.",
        "greenroom_stored_media_bytes_total": "Bytes of media that were taken in, by kind and where they came from.",
        "greenroom_stored_media_total": "Media that were taken in, by kind and where they came from.",
        "process_cpu_seconds_total": "Time that the server itself has spent on processors, without its engines.",
        "process_open_fds": "Files and connections that are open.",
        "process_resident_memory_bytes": "Memory that the server itself holds.",
        "process_start_time_seconds": "When the server started, in seconds since 1970.",
    ]
}
