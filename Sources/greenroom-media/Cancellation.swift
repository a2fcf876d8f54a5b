import Glibc
import Synchronization

/// Whether this process was asked to end. The engine checks it once a frame.
enum Cancellation {
    private static let isAsked = Atomic<Bool>(false)

    /// From now on SIGTERM and SIGINT only ask; nine seconds later the process ends by itself if it has not yet, because
    /// the contract gives it ten.
    static func listen() {
        _ = isAsked.load(ordering: .relaxed)  // made here, not inside the signal handler
        let ask: @convention(c) (Int32) -> Void = { _ in
            Cancellation.isAsked.store(true, ordering: .relaxed)
            alarm(9)
        }
        signal(SIGTERM, ask)
        signal(SIGINT, ask)
    }

    static var isRequested: Bool { isAsked.load(ordering: .relaxed) }
}
