/// A Ray cluster that carries out what programs of manifests do.
package struct RayCluster: Sendable {
    /// Where nodes keep what belongs to jobs, unless told otherwise.
    package static let usualFolder = "/tmp/greenroom"

    /// Of the head's dashboard, without a slash at its end.
    let base: String
    let token: String?
    /// On each node: folders of jobs, which go with them, and what engines keep between jobs.
    let folder: String
    /// The text of `data/engines/ray/worker.py`.
    let worker: String
    let pace: PollPace

    package init(
        base: String, token: String? = nil, folder: String = usualFolder, worker: String, pace: PollPace = PollPace()
    ) {
        self.base = base
        self.token = token
        self.folder = folder
        self.worker = worker
        self.pace = pace
    }
}
