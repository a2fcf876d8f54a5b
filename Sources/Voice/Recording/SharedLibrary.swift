import Glibc

/// A C library found at run time, so that building needs none of it. It stays loaded until the process ends.
struct SharedLibrary {
    private let handle: UnsafeMutableRawPointer

    /// - Parameters:
    ///   - name: a path, or a name that the system's loader finds.
    ///   - what: it is, at the beginning of a sentence.
    /// - Throws: `engine_unavailable`.
    init(_ name: String, what: String) throws(VoiceError) {
        guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
            throw VoiceError("engine_unavailable", "\(what) is not installed.")
        }
        self.handle = handle
    }

    /// A function of the library, or of one that it brings along.
    /// - Parameter type: must be the function's, as `@convention(c)`.
    /// - Throws: `engine_unavailable` for a library of another version.
    func function<Function>(_ name: String, as type: Function.Type) throws(VoiceError) -> Function {
        guard let symbol = dlsym(handle, name) else {
            throw VoiceError("engine_unavailable", "A library on this machine lacks \(name).")
        }
        return unsafeBitCast(symbol, to: type)
    }
}
