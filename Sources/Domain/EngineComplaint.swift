/// Why an engine can do no work: clauses without a full stop. The page says each in its reader's language by its code
/// (`engines.complaints` of `web/locales`).
extension Remark {
    // MARK: Something that whoever runs the server has to provide

    package static func settingMissing(_ name: String) -> Remark {
        Remark("setting_missing", "\(name) is not set", ["name": .text(name)])
    }

    package static func setting(_ name: String, is value: String) -> Remark {
        Remark("setting_chosen", "\(name) is \(value)", ["name": .text(name), "value": .text(value)])
    }

    /// Workers elsewhere cannot reach this server.
    package static let addressMissing = Remark(
        "address_missing", "GREENROOM_PUBLIC_URL is not set, by which its workers reach this server")

    package static func folderMissing(_ path: String) -> Remark {
        Remark("folder_missing", "the folder \(path) is not there", ["path": .text(path)])
    }

    package static func fileMissing(_ path: String) -> Remark {
        Remark("file_missing", "the file \(path) is not there", ["path": .text(path)])
    }

    package static func programMissing(_ name: String) -> Remark {
        Remark("program_missing", "the program \(name) is not there, or may not be started", ["name": .text(name)])
    }

    package static func gpuMissing(memoryMiB: Int) -> Remark {
        Remark(
            "gpu_missing", "it needs a GPU with \(memoryMiB) MiB of memory",
            ["memory_bytes": .number(Double(memoryMiB) * 1_048_576)])
    }

    /// A manifest that is not made for a cluster.
    package static let gpuNamed = Remark(
        "gpu_named", "its manifest names {gpu}, and on a cluster Ray chooses the GPU")

    /// - Parameter reason: why the file of that name is no workflow.
    package static func workflowUnusable(_ name: String, _ reason: Remark) -> Remark {
        Remark(
            reason.code, "the workflow \(name) cannot be used: \(reason.message)",
            reason.values.merging(["name": .text(name)]) { old, _ in old })
    }

    package static func nodesMissing(_ names: [String]) -> Remark {
        let list = names.prefix(5).joined(separator: ", ")
        return Remark("nodes_missing", "it has no \(list)", ["names": .text(list)])
    }

    package static func endpointUnknown(_ endpoint: String, to service: String) -> Remark {
        Remark(
            "endpoint_unknown", "\(service) knows no endpoint \(endpoint)",
            ["service": .text(service), "endpoint": .text(endpoint)])
    }

    package static let notSetUp = Remark("not_set_up", "the engine is not set up properly")
    package static let notInstalled = Remark("not_installed", "the engine is not installed")
    package static let doesNotStart = Remark("does_not_start", "the engine does not start")

    package static func workflowMissing(at service: String) -> Remark {
        Remark("workflow_missing", "\(service) has no workflow for this", of: service)
    }

    // MARK: What a service does or says

    package static func noAnswer(of service: String) -> Remark {
        Remark("no_answer", "\(service) does not answer", of: service)
    }

    package static func otherAnswer(of service: String) -> Remark {
        Remark("other_answer", "\(service) answers something else", of: service)
    }

    /// It did not say whether it has taken a job.
    package static func answerLost(of engine: String) -> Remark {
        Remark("answer_lost", "\(engine) did not confirm the job", of: engine)
    }

    package static func keyRefused(by service: String) -> Remark {
        Remark("key_refused", "\(service) does not accept this server's key", of: service)
    }

    package static func modelForbidden(by service: String) -> Remark {
        Remark("model_forbidden", "this server's key at \(service) may not use this model", of: service)
    }

    package static func accountUsedUp(at service: String) -> Remark {
        Remark("account_used_up", "this server's account at \(service) is used up", of: service)
    }

    package static func tooBusy(_ service: String) -> Remark {
        Remark("service_busy", "\(service) takes no more work at the moment", of: service)
    }

    package static func broken(_ service: String) -> Remark {
        Remark("service_broken", "\(service) does not work at the moment", of: service)
    }

    package static func workersDown(at service: String) -> Remark {
        Remark("workers_down", "the workers at \(service) do not start", of: service)
    }

    // MARK: What this server cannot do with files at the moment

    package static let filesUnseen = Remark("files_unseen", "the files cannot be looked at at the moment")
    package static let resultUnseen = Remark("result_unseen", "the result cannot be looked at at the moment")
    package static let resultUnkept = Remark("result_unkept", "the result cannot be kept at the moment")

    package static func resultUnfetched(from service: String) -> Remark {
        Remark("result_unfetched", "the result cannot be fetched from \(service) at the moment", of: service)
    }

    private init(_ code: String, _ message: String, of service: String) {
        self.init(code, message, ["service": .text(service)])
    }

    /// Of a clause: with a capital and a full stop.
    package var sentence: String {
        guard let first = message.first, message.last != "." else { return message }
        return first.uppercased() + message.dropFirst() + "."
    }
}
