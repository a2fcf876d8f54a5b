import NIOCore
import NIOPosix

/// The threads that requests are served on.
package enum EventLoops {
    /// Lets all Swift tasks run on the threads that read and write the connections, so that a request is read, answered
    /// and written without changing threads: on two cores that is a quarter of what a small request costs. Nothing in
    /// this program may block a task, so nothing can block a connection.
    ///
    /// To be called once, before the first connection.
    /// - Returns: false where this toolchain does not allow it; everything works then too, a little slower.
    @discardableResult package static func carryTasks() -> Bool {
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    }

    /// Returns once each of the threads has done something asked of it now.
    package static func answer() async throws {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
    }
}

/// Runs the steps of a task on one event loop: what waited for a thread, the database's for one, continues where its
/// connection is, and no other thread has to be woken to write the answer.
final class ConnectionExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
