import CPuppetry
import Foundation

/// The inference library, loaded when the first engine needs it.
///
/// Unchecked: the core may be used from any thread (OpenVINO documents its core as thread-safe); the struct is written
/// only here, before anybody else sees it.
final class InferenceRuntime: @unchecked Sendable {
    private let assets: Assets
    /// Folder that caches compiled models; nil compiles them each time.
    private let cache: String?
    fileprivate let runtime: UnsafeMutablePointer<puppet_runtime>

    /// - Throws: ``PuppetryError/runtime(_:)`` with a sentence for the operator.
    init(assets: Assets, cache: String?) throws(PuppetryError) {
        self.assets = assets
        if let cache,
            (try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)) != nil
        {
            self.cache = cache
        } else {
            self.cache = nil
        }
        guard let library = assets.runtimeLibrary else {
            throw .runtime(
                "The inference runtime is not installed: the assets folder holds no openvino/libopenvino_c.so. "
                    + "Run packaging/assets, or set GREENROOM_ASSETS.")
        }
        let runtime = UnsafeMutablePointer<puppet_runtime>.allocate(capacity: 1)
        runtime.initialize(to: puppet_runtime())
        self.runtime = runtime
        try sentence { why, size in puppet_runtime_open(runtime, library, why, size) }
    }

    deinit {
        puppet_runtime_close(runtime)
        runtime.deallocate()
    }

    /// - Parameters:
    ///   - model: file name without ending.
    ///   - threads: of one inference, at least 1.
    func network(_ model: String, threads: Int) throws(PuppetryError) -> Network {
        let path = assets.model(model)
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw .runtime("The model \(model).tflite is not installed. Run packaging/assets, or set GREENROOM_ASSETS.")
        }
        return try Network(of: self, path: path, cache: cache, threads: threads)
    }
}

/// One compiled model with one request: it answers one question at a time.
///
/// Unchecked: a network belongs to whoever made it and is used by one thread at a time.
final class Network: @unchecked Sendable {
    private let runtime: InferenceRuntime
    private let network: UnsafeMutablePointer<puppet_network>
    /// The input, to be filled before ``run()``.
    let input: UnsafeMutableBufferPointer<Float>

    fileprivate init(of runtime: InferenceRuntime, path: String, cache: String?, threads: Int) throws(PuppetryError) {
        self.runtime = runtime
        let network = UnsafeMutablePointer<puppet_network>.allocate(capacity: 1)
        network.initialize(to: puppet_network())
        do {
            try sentence { why, size in
                puppet_network_open(network, runtime.runtime, path, cache, Int32(threads), why, size)
            }
            var floats: UnsafeMutablePointer<Float>?
            var count = 0
            try sentence { why, size in puppet_network_input(network, &floats, &count, why, size) }
            input = UnsafeMutableBufferPointer(start: floats, count: count)
        } catch {
            puppet_network_close(network)
            network.deallocate()
            throw error
        }
        self.network = network
    }

    deinit {
        puppet_network_close(network)
        network.deallocate()
    }

    func run() throws(PuppetryError) {
        try sentence { why, size in puppet_network_run(network, why, size) }
    }

    /// The named output, valid until the next run.
    /// - Throws: when it does not hold `count` floats.
    func output(_ name: String, count: Int) throws(PuppetryError) -> UnsafeBufferPointer<Float> {
        var floats: UnsafeMutablePointer<Float>?
        var found = 0
        try sentence { why, size in puppet_network_output(network, name, &floats, &found, why, size) }
        guard found == count else {
            throw .runtime("A model is of another kind than expected: \(name) has \(found) numbers, not \(count).")
        }
        return UnsafeBufferPointer(start: floats, count: count)
    }
}

/// Calls a function of the runtime and throws the sentence it leaves when it fails.
private func sentence(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) throws(PuppetryError) {
    let size = 512
    let why = UnsafeMutablePointer<CChar>.allocate(capacity: size)
    defer { why.deallocate() }
    why.initialize(repeating: 0, count: size)
    guard call(why, size) == 0 else { throw .runtime(String(cString: why)) }
}
