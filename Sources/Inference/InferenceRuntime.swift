import CInference
import Foundation

/// The inference library (OpenVINO), loaded when the first engine needs it. This room runs neural networks on the CPU
/// and knows nothing of what they are for.
///
/// Unchecked: the core may be used from any thread (OpenVINO documents its core as thread-safe); the struct is written
/// only here, before anybody else sees it.
package final class InferenceRuntime: @unchecked Sendable {
    private let assets: Assets
    /// Where compiled models are kept; nil compiles them anew each time.
    private let cache: String?
    fileprivate let runtime: UnsafeMutablePointer<inference_runtime>

    /// - Parameter cache: a folder for compiled models; made when it is missing, done without when it cannot be.
    package init(assets: Assets, cache: String?) throws(InferenceError) {
        self.assets = assets
        if let cache,
            (try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)) != nil
        {
            self.cache = cache
        } else {
            self.cache = nil
        }
        guard let library = assets.runtimeLibrary else {
            throw InferenceError(
                "The inference runtime is not installed: the assets folder holds no openvino/libopenvino_c.so. "
                    + "Run packaging/assets, or set GREENROOM_ASSETS.")
        }
        let runtime = UnsafeMutablePointer<inference_runtime>.allocate(capacity: 1)
        runtime.initialize(to: inference_runtime())
        self.runtime = runtime
        try checked { why, size in inference_runtime_open(runtime, library, why, size) }
    }

    deinit {
        inference_runtime_close(runtime)
        runtime.deallocate()
    }

    /// - Parameters:
    ///   - name: file name in the assets' folder of models, with its ending.
    ///   - threads: of one inference, at least 1.
    package func model(_ name: String, threads: Int) throws(InferenceError) -> Model {
        let path = assets.model(name)
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw InferenceError("The model \(name) is not installed. Run packaging/assets, or set GREENROOM_ASSETS.")
        }
        return try Model(of: self, path: path, cache: cache, threads: threads)
    }
}

/// One compiled model with one request: it answers one question at a time.
///
/// Unchecked: a model belongs to whoever made it and is used by one thread at a time.
package final class Model: @unchecked Sendable {
    private let runtime: InferenceRuntime
    private let model: UnsafeMutablePointer<inference_model>

    fileprivate init(of runtime: InferenceRuntime, path: String, cache: String?, threads: Int) throws(InferenceError) {
        self.runtime = runtime
        let model = UnsafeMutablePointer<inference_model>.allocate(capacity: 1)
        model.initialize(to: inference_model())
        do {
            try checked { why, size in
                inference_model_open(model, runtime.runtime, path, cache, Int32(threads), why, size)
            }
        } catch {
            inference_model_close(model)
            model.deallocate()
            throw error
        }
        self.model = model
    }

    deinit {
        inference_model_close(model)
        model.deallocate()
    }

    /// The only input of a model whose shapes are fixed, to be filled before ``run()``; it stays where it is.
    package func fixedInput() throws(InferenceError) -> UnsafeMutableBufferPointer<Float> {
        var floats: UnsafeMutablePointer<Float>?
        var count = 0
        try checked { why, size in inference_model_input(model, &floats, &count, why, size) }
        return UnsafeMutableBufferPointer(start: floats, count: count)
    }

    /// Sets the named input of the next run.
    /// - Parameter shape: its product is the number of values.
    package func set(_ name: String, _ values: [Int64], shape: [Int]) throws(InferenceError) {
        try set(name, inference_i64, shape, values, count: values.count)
    }

    /// Sets the named input of the next run.
    /// - Parameter shape: its product is the number of values.
    package func set(_ name: String, _ values: [Float], shape: [Int]) throws(InferenceError) {
        try set(name, inference_f32, shape, values, count: values.count)
    }

    private func set(
        _ name: String, _ element: inference_element, _ shape: [Int], _ values: UnsafeRawPointer, count: Int
    ) throws(InferenceError) {
        precondition(shape.reduce(1, *) == count)
        let lengths = shape.map(Int64.init)
        try checked { why, size in
            inference_model_set(model, name, element, lengths, Int32(shape.count), values, why, size)
        }
    }

    package func run() throws(InferenceError) {
        try checked { why, size in inference_model_run(model, why, size) }
    }

    /// The named output, valid until the next run.
    package func output(_ name: String) throws(InferenceError) -> UnsafeBufferPointer<Float> {
        var floats: UnsafeMutablePointer<Float>?
        var count = 0
        try checked { why, size in inference_model_output(model, name, &floats, &count, why, size) }
        return UnsafeBufferPointer(start: floats, count: count)
    }

    /// The named output of whole numbers.
    /// - Throws: when it does not hold `count` of them.
    package func wholeOutput(_ name: String, count: Int) throws(InferenceError) -> [Int64] {
        var numbers: UnsafeMutablePointer<Int64>?
        var found = 0
        try checked { why, size in inference_model_whole_output(model, name, &numbers, &found, why, size) }
        guard found == count else {
            throw InferenceError(
                "A model is of another kind than expected: \(name) has \(found) numbers, not \(count).")
        }
        return Array(UnsafeBufferPointer(start: numbers, count: found))
    }

    /// The named output, valid until the next run.
    /// - Throws: when it does not hold `count` floats.
    package func output(_ name: String, count: Int) throws(InferenceError) -> UnsafeBufferPointer<Float> {
        let floats = try output(name)
        guard floats.count == count else {
            throw InferenceError(
                "A model is of another kind than expected: \(name) has \(floats.count) numbers, not \(count).")
        }
        return floats
    }
}

/// Calls a function of the runtime and throws the sentence it leaves when it fails.
private func checked(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) throws(InferenceError) {
    let size = 512
    let why = UnsafeMutablePointer<CChar>.allocate(capacity: size)
    defer { why.deallocate() }
    why.initialize(repeating: 0, count: size)
    guard call(why, size) == 0 else { throw InferenceError(String(cString: why)) }
}
