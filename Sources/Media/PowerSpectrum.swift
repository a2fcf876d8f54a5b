import CLibAV
import Glibc

/// Power by frequency of a short stretch of sound, by libavutil's Fourier transform.
///
/// Not thread-safe: one thread at a time.
package final class PowerSpectrum {
    /// Samples that go in; the spectrum has half as many steps and one more, from 0 to half the sampling rate.
    package let length: Int
    private let window: [Float]
    private let context: OpaquePointer
    private let transform: av_tx_fn
    /// libavutil wants its buffers aligned for vector code; the output holds real and imaginary parts in turn.
    private let input: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>

    /// - Parameters:
    ///   - length: a power of two, 16...65536.
    ///   - window: what samples are multiplied by; at most `length` of them, the rest counts as silence.
    package init(length: Int, window: [Float]) throws(MediaError) {
        precondition(length >= 16 && length <= 65_536 && length.nonzeroBitCount == 1 && window.count <= length)
        self.length = length
        self.window = window
        var made: OpaquePointer?
        var function: av_tx_fn?
        var scale: Float = 1
        let code = av.av_tx_init(&made, &function, AV_TX_FLOAT_RDFT, 0, Int32(length), &scale, 0)
        guard code >= 0, let context = made, let transform = function, let input = Self.floats(length),
            let output = Self.floats(length + 2)
        else { throw .unsupported("This machine's libavutil cannot look at the frequencies of a sound.") }
        (self.context, self.transform, self.input, self.output) = (context, transform, input, output)
    }

    deinit {
        var context = Optional(context)
        av.av_tx_uninit(&context)
        free(input)
        free(output)
    }

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float>? {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, count * MemoryLayout<Float>.stride) == 0 else { return nil }
        return memory?.initializeMemory(as: Float.self, repeating: 0, count: count)
    }

    /// - Parameters:
    ///   - samples: as many as the window has.
    ///   - power: as many as the spectrum has steps; overwritten.
    package func callAsFunction(_ samples: UnsafeBufferPointer<Float>, into power: inout [Float]) {
        precondition(samples.count == window.count && power.count == length / 2 + 1)
        for index in window.indices { input[index] = samples[index] * window[index] }
        for index in window.count..<length { input[index] = 0 }
        transform(context, output, input, MemoryLayout<Float>.stride)
        for index in power.indices {
            let (real, imaginary) = (output[2 * index], output[2 * index + 1])
            power[index] = real * real + imaginary * imaginary
        }
    }
}
