extension OutboxEntry {
    /// Ends what a service does of a task that nobody waits for any more. It is nobody's: it must happen also when the
    /// account goes.
    package static func ending(_ work: RemoteWork, of engine: String, at moment: Timestamp) -> OutboxEntry {
        OutboxEntry(
            id: IDSource(now: { moment }).next(), kind: .remoteWork, subject: "\(engine) \(work.id)", accountID: nil,
            createdAt: moment)
    }

    /// The engine and its work, of an entry of ``Kind/remoteWork``.
    package var remoteWork: (engine: String, work: RemoteWork)? {
        guard kind == .remoteWork, let blank = subject.firstIndex(of: " ") else { return nil }
        return RemoteWork(id: String(subject[subject.index(after: blank)...])).map { (String(subject[..<blank]), $0) }
    }
}

extension GenerationTask {
    /// What a service may still do for it although it has ended without a result.
    package var leftWork: RemoteWork? {
        status == .failed || status == .cancelled ? remoteID.flatMap(RemoteWork.init) : nil
    }
}
