import FoundationEssentials
import Glibc

/// The `piper` program (piper-tts 1.2...1.8, or the C++ program before it) as a child: a line in, a WAV file out. It
/// loads its voice once and ends when this does.
final class PiperProcess {
    /// How long it may think about one sentence, its start included.
    private static let patience = 120.0

    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let folder: String
    private var heard: [UInt8] = []
    private var lastLine = "it said nothing"

    /// - Parameters:
    ///   - program: absolute path.
    ///   - folder: absolute, exists and is writable; a folder of its own is made in it and removed at the end.
    init(program: String, voice: PiperVoice, rate: Double, folder: String) throws(VoiceError) {
        self.folder = folder + "/.piper-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        guard mkdir(self.folder, 0o700) == 0 else {
            throw VoiceError("write_failed", "Piper's folder could not be made: \(String(cString: strerror(errno))).")
        }
        // Underscores: the C++ program knows no other spelling.
        let arguments = [
            program, "--model", voice.model, "--config", voice.configuration, "--output_dir", self.folder,
            "--length_scale", "\(voice.lengthScale / rate)", "--sentence_silence", "0.2",
        ]
        guard let child = Self.start(arguments) else {
            rmdir(self.folder)
            throw VoiceError(
                "engine_unavailable", "The program piper does not start: \(String(cString: strerror(errno))).")
        }
        (process, input, output) = child
    }

    deinit {
        close(input)
        close(output)
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Speaks one line.
    /// - Returns: path of a WAV file, which the caller deletes.
    func say(_ line: String, isCancelled: () -> Bool) throws(VoiceError) -> String {
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        let words = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        try send(Array((words + "\n").utf8), until: deadline, isCancelled: isCancelled)
        while true {
            if let path = nextPath() { return path }
            try wait(for: output, POLLIN, until: deadline, isCancelled: isCancelled)
            var part = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &part, part.count)
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { throw Self.broken("it ended: \(lastLine)") }
            heard += part.prefix(count)
            if heard.count > 1 << 16 { heard.removeFirst(heard.count - 1 << 15) }
        }
    }

    /// It tells the path of each finished file: alone on a line (C++), or at the end of a log line.
    private func nextPath() -> String? {
        while let end = heard.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: heard[..<end], as: UTF8.self)
            heard.removeFirst(end - heard.startIndex + 1)
            if line.contains(where: { !$0.isWhitespace }) { lastLine = String(line.prefix(300)) }
            let words = line.split(separator: "/")
            guard line.hasSuffix(".wav"), let name = words.last, line.hasSuffix(folder + "/" + name) else { continue }
            return folder + "/" + name
        }
        return nil
    }

    private func send(
        _ bytes: [UInt8], until deadline: ContinuousClock.Instant, isCancelled: () -> Bool
    ) throws(VoiceError) {
        var done = 0
        while done < bytes.count {
            try wait(for: input, POLLOUT, until: deadline, isCancelled: isCancelled)
            let count = bytes[done...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { throw Self.broken("it does not listen") }
            done += count
        }
    }

    private func wait(
        for descriptor: Int32, _ event: Int32, until deadline: ContinuousClock.Instant, isCancelled: () -> Bool
    ) throws(VoiceError) {
        while true {
            if isCancelled() { throw .cancelled }
            guard ContinuousClock.now < deadline else {
                throw VoiceError("engine_timed_out", "Piper took longer than \(Int(Self.patience)) s for one sentence.")
            }
            var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            if poll(&watched, 1, 100) > 0 { return }
        }
    }

    private static func broken(_ why: String) -> VoiceError {
        VoiceError("engine_broken", "Piper stopped working: \(why).")
    }

    private static func start(_ arguments: [String]) -> (pid_t, Int32, Int32)? {
        var ends: [Int32] = [-1, -1, -1, -1]
        guard pipe(&ends) == 0, ends.withUnsafeMutableBufferPointer({ pipe($0.baseAddress! + 2) }) == 0 else {
            return nil
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        for end in [ends[1], ends[2]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[3], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[3], STDERR_FILENO)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        signal(SIGPIPE, SIG_IGN)  // a child that is gone is told by write
        var process = pid_t()
        let code = posix_spawn(&process, arguments[0], &actions, nil, texts, environ)
        close(ends[0])
        close(ends[3])
        guard code == 0 else {
            close(ends[1])
            close(ends[2])
            errno = code
            return nil
        }
        return (process, ends[1], ends[2])
    }
}
