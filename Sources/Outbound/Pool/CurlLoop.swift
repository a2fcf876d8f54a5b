import CCurl
import Domain
import Foundation
import Synchronization

/// The one thread that libcurl works on, for all transfers of a pool.
///
/// `@unchecked Sendable`: what is not behind the lock is touched by that thread only.
final class CurlLoop: @unchecked Sendable {
    private enum Command {
        case start(CurlTransfer)
        case resume(CurlTransfer)
        case cancel(CurlTransfer)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isRunning = false
        var isStopped = false
        /// Made for the first transfer: libcurl and its TLS take 3 MiB that many a server never needs.
        var multi: UnsafeMutableRawPointer?
        var counts = OutboundCounts()
    }

    private let name: String
    private let inbox = Mutex(Inbox())
    /// Connections that stay open for the next transfer.
    private let kept: Int

    /// The thread's; the inbox has it too, to wake the thread with.
    private var multi: UnsafeMutableRawPointer?
    private var places: FairPlaces<String, ObjectIdentifier>
    private var waiting: [ObjectIdentifier: CurlTransfer] = [:]
    private var running: [ObjectIdentifier: (transfer: CurlTransfer, handle: CurlHandle)] = [:]
    private var transferOfHandle: [UnsafeMutableRawPointer: ObjectIdentifier] = [:]

    /// libcurl wants to be told once, before there are threads of ours that use it.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init(name: String, places: FairPlaces<String, ObjectIdentifier>, kept: Int) {
        self.name = name
        self.places = places
        self.kept = kept
    }

    var counts: OutboundCounts { inbox.withLock(\.counts) }

    func start(_ transfer: CurlTransfer) {
        transfer.resume = { [weak self, weak transfer] in
            if let transfer { self?.send(.resume(transfer)) }
        }
        if !send(.start(transfer)) { transfer.conclude(.cancelled) }
    }

    func cancel(_ transfer: CurlTransfer) {
        transfer.markCancelled()
        send(.cancel(transfer))
    }

    /// Ends everything that is under way, and the thread.
    func stop() {
        inbox.withLock { inbox in
            inbox.isStopped = true
            if inbox.isRunning { curl_multi_wakeup(inbox.multi) }
        }
    }

    /// - Returns: false after the stop.
    @discardableResult
    private func send(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            if inbox.multi == nil { inbox.multi = makeMulti() }
            guard let multi = inbox.multi else { return false }
            inbox.commands.append(command)
            if inbox.isRunning {
                curl_multi_wakeup(multi)
            } else {
                inbox.isRunning = true
                let thread = Thread { self.run() }
                thread.name = name
                thread.start()
            }
            return true
        }
    }

    private func makeMulti() -> UnsafeMutableRawPointer? {
        guard Self.isReady, let multi = curl_multi_init() else { return nil }
        greenroom_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, kept)
        return multi
    }

    private func run() {
        multi = inbox.withLock(\.multi)
        // OpenSSL writes without MSG_NOSIGNAL; a peer that is gone is told by write.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while true {
            let (commands, isStopped) = inbox.withLock { inbox in
                let commands = inbox.commands
                inbox.commands = []
                return (commands, inbox.isStopped)
            }
            for command in commands { obey(command) }
            if isStopped { break }
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            collect()
            expire()
            note()
            curl_multi_poll(multi, nil, 0, pause(), nil)
        }
        for (transfer, _) in Array(running.values) { end(transfer, .cancelled) }
        for transfer in Array(waiting.values) { endWaiting(transfer, .cancelled) }
        note()
        curl_multi_cleanup(multi)
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer):
            if transfer.isCancelled { return transfer.conclude(.cancelled) }
            let id = ObjectIdentifier(transfer)
            switch places.ask(id, of: transfer.share) {
            case .granted: begin(transfer)
            case .waits: waiting[id] = transfer
            case .full: transfer.conclude(.busy)
            }
        case .resume(let transfer):
            guard let handle = running[ObjectIdentifier(transfer)]?.handle else { return }
            let code = curl_easy_pause(handle.pointer, Int32(CURLPAUSE_CONT))
            // What was held back is lost then, and libcurl would continue without it.
            if code != CURLE_OK { end(transfer, .done(code, handle)) }
        case .cancel(let transfer):
            let id = ObjectIdentifier(transfer)
            if running[id] != nil {
                end(transfer, .cancelled)
            } else if waiting[id] != nil {
                endWaiting(transfer, .cancelled)
            }
        }
    }

    /// A place is taken for it.
    private func begin(_ transfer: CurlTransfer) {
        let id = ObjectIdentifier(transfer)
        let left = transfer.endsAt - .now
        guard left > .zero else { return giveBack(transfer, .timedOut) }
        guard let handle = transfer.makeHandle() else { return giveBack(transfer, .outOfMemory) }
        handle.set(CURLOPT_TIMEOUT_MS, left.wholeMilliseconds)
        transfer.installCallbacks(on: handle)
        running[id] = (transfer, handle)
        transferOfHandle[handle.pointer] = id
        guard curl_multi_add_handle(multi, handle.pointer) == CURLM_OK else { return end(transfer, .outOfMemory) }
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let id = transferOfHandle[pointer], let (transfer, handle) = running[id]
            else { continue }
            end(transfer, .done(greenroom_curl_result(message), handle))
        }
    }

    private func end(_ transfer: CurlTransfer, _ end: CurlTransfer.End) {
        guard let (_, handle) = running.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
        transferOfHandle[handle.pointer] = nil
        let opened = handle.number(CURLINFO_NUM_CONNECTS)
        inbox.withLock { inbox in
            inbox.counts.finished += 1
            guard transfer.sends > 0 else { return }
            inbox.counts.opened += opened
            if opened == 0 { inbox.counts.reused += 1 }
        }
        curl_multi_remove_handle(multi, handle.pointer)
        giveBack(transfer, end)
    }

    private func giveBack(_ transfer: CurlTransfer, _ end: CurlTransfer.End) {
        let next = places.leave(transfer.share).flatMap { waiting.removeValue(forKey: $0) }
        note()
        transfer.conclude(end)
        if let next { begin(next) }
    }

    private func endWaiting(_ transfer: CurlTransfer, _ end: CurlTransfer.End) {
        let id = ObjectIdentifier(transfer)
        guard places.withdraw(id, of: transfer.share) else { return }
        waiting[id] = nil
        note()
        transfer.conclude(end)
    }

    /// Ends what waited too long.
    private func expire() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        for transfer in Array(waiting.values) where transfer.endsAt <= now { endWaiting(transfer, .timedOut) }
    }

    private func note() {
        inbox.withLock { inbox in
            inbox.counts.inFlight = running.count
            inbox.counts.waiting = waiting.count
        }
    }

    /// Milliseconds until the thread has something to do by itself; libcurl knows its own deadlines.
    private func pause() -> Int32 {
        guard let first = waiting.values.map(\.endsAt).min() else { return 3_600_000 }
        return Int32(min((first - .now).wholeMilliseconds, 3_600_000))
    }
}
