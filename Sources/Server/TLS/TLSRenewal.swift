import Dispatch
import Glibc
import Logging
import ServiceLifecycle

/// Takes a certificate up that was renewed, as soon as its files have changed: the kernel tells (inotify(7)).
package struct TLSRenewal: Service {
    private let identity: TLSIdentity
    private let logger: Logger

    package init(identity: TLSIdentity, logger: Logger) {
        self.identity = identity
        self.logger = logger
    }

    package func run() async throws {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            logger.warning("renewed certificates need a SIGHUP: inotify is not there", metadata: ["errno": "\(errno)"])
            try? await gracefulShutdown()
            return
        }
        for folder in folders {
            inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO))
        }
        let queue = DispatchQueue(label: "certificate")
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [identity, logger] in
            var events = [UInt8](repeating: 0, count: 4096)
            while Glibc.read(descriptor, &events, events.count) > 0 {}
            // The other file follows at once; what is read too early is no pair, and the next event tells.
            queue.asyncAfter(deadline: .now() + .milliseconds(200)) { identity.renew(logger) }
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
        try? await gracefulShutdown()
        source.cancel()
    }

    /// Of both files, and where those lie that they are links to: programs that renew put new links beside old ones.
    private var folders: Set<String> {
        Set(
            [identity.chain, identity.key].flatMap { path -> [String] in
                guard let real = realpath(path, nil) else { return [Self.folder(of: path)] }
                defer { free(real) }
                return [Self.folder(of: path), Self.folder(of: String(cString: real))]
            })
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
