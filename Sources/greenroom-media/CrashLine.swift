import FoundationEssentials
import Glibc

/// The last line when a library crashes on some input: eSpeak NG 1.51 follows a null pointer on a few odd texts (`z?qあ` in
/// Kyrgyz). The line is made before, because a process that breaks can only write.
enum CrashLine {
    private static let room = 1 << 13
    /// Written by the thread that does the work, read by it in the signal handler.
    private nonisolated(unsafe) static let line = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    private nonisolated(unsafe) static var count = 0

    /// From now on a process that breaks while something is prepared says so and ends with status 1.
    static func listen() {
        _ = line  // made here, not inside the signal handler
        count = 0
        let size = 1 << 16
        var stack = stack_t(ss_sp: .allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
        sigaltstack(&stack, nil)
        var action = sigaction()
        action.sa_flags = SA_ONSTACK
        action.__sigaction_handler.sa_handler = { number in
            if CrashLine.count > 0 {
                _ = write(STDOUT_FILENO, CrashLine.line, CrashLine.count)
                _exit(1)
            }
            signal(number, SIG_DFL)
            raise(number)
        }
        for number in [SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { sigaction(number, &action, nil) }
    }

    /// - Parameter text: what is about to be read aloud; nil when it is over.
    static func prepare(reading text: String?) {
        count = 0
        guard let text else { return }
        let part = text.prefix(120) + (text.count > 120 ? "…" : "")
        let failure = JobLine.error(
            .init(
                code: "unspeakable_text",
                message: "The speech library breaks on this part of the text: \"\(part)\". Write it differently."))
        let bytes = Array((Report.text(of: failure) + "\n").utf8)
        guard bytes.count <= room else { return }
        line.update(from: bytes, count: bytes.count)
        count = bytes.count
    }
}
