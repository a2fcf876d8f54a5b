import Foundation

/// Whisper's base model for whisper.cpp (models/convert-pt-to-ggml.py of 1.8.5) out of CTranslate2's form of it
/// (python/ctranslate2/specs/model_spec.py, version 6): the same numbers in another order.
enum WhisperWeights: AssetMaker {
    static let name = "whisper"

    /// `ggml`, then what the base model is: tokens, steps, width, heads and layers of hearing, the same of writing,
    /// bands, halves of floats.
    private static let head: [Int32] = [0x6767_6d6c, 51_865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1]
    /// Of the tokens that are text; the rest have no letters.
    private static let tokens = 50_257

    /// - Parameter parts: the model's pieces, then the list of its tokens.
    static func make(of parts: [String], append: (Data) throws -> Void) throws {
        guard let list = parts.last else { throw CocoaError(.fileNoSuchFile) }
        try append(Data(head.littleEndianBytes))
        try append(Data([Int32(MelFilters.bands), Int32(MelFilters.bins)].littleEndianBytes))
        try append(Data(MelFilters.weights().map(\.bitPattern).littleEndianBytes))
        try append(words(of: list))
        let source = try JoinedReader(parts.dropLast())
        guard try source.number(UInt32.self) == 6 else { throw CocoaError(.fileReadCorruptFile) }
        _ = try (source.text(), source.number(UInt32.self))
        for _ in 0..<(try source.number(UInt32.self)) { try copy(try source.text(), source, append) }
    }

    /// The tokens' bytes. The list shows each byte as a letter that can be printed (GPT-2's bytes_to_unicode).
    private static func words(of list: String) throws -> Data {
        let lines = try String(contentsOfFile: list, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > tokens else { throw CocoaError(.fileReadCorruptFile) }
        let printable = [33...126, 161...172, 174...255].flatMap(Array.init)
        let others = (0...255).filter { !printable.contains($0) }
        let bytes = Dictionary(
            uniqueKeysWithValues: printable.map { (UInt32($0), UInt8($0)) }
                + others.enumerated().map { (UInt32(256 + $0.offset), UInt8($0.element)) })
        var data = Data([Int32(tokens)].littleEndianBytes)
        for line in lines.prefix(tokens) {
            let token = try line.unicodeScalars.map { letter in
                guard let byte = bytes[letter.value] else { throw CocoaError(.fileReadCorruptFile) }
                return byte
            }
            data += [Int32(token.count)].littleEndianBytes + token
        }
        return data
    }

    /// One variable: of those that are several in one, each for itself.
    private static func copy(_ name: String, _ source: JoinedReader, _ append: (Data) throws -> Void) throws {
        let rank = try source.number(UInt8.self)
        let dimensions = try (0..<rank).map { _ in Int32(clamping: try source.number(UInt32.self)) }
        let kind = try source.number(UInt8.self)
        let size = Int(try source.number(UInt32.self))
        // 4: half floats. The rest are settings that are known.
        guard kind == 4, let first = dimensions.first, let names = WhisperNames.all(of: name) else {
            return try source.skip(size)
        }
        for name in names {
            let bytes = size / names.count
            // Whisper's keys have no bias; here it is zero.
            if name.hasSuffix("key.bias") { try source.skip(bytes); continue }
            let isConvolution = name.contains("conv") && name.hasSuffix("bias")
            let shape = [first / Int32(names.count)] + dimensions.dropFirst() + (isConvolution ? [1] : [])
            let isWide = dimensions.count == 1 || name.hasSuffix("positional_embedding")
            try append(
                Data(
                    [Int32(shape.count), Int32(name.utf8.count), isWide ? 0 : 1].littleEndianBytes
                        + shape.reversed().littleEndianBytes) + Data(name.utf8))
            guard isWide else { try source.copy(bytes, append); continue }
            try append(Data(source.halves(bytes).map { Float($0).bitPattern }.littleEndianBytes))
        }
    }
}

/// What CTranslate2's variables of Whisper are called by OpenAI.
private enum WhisperNames {
    /// By the last but one and the last part of a layer's.
    private static let layers: [String: [String]] = [
        "self_attention/layer_norm": ["attn_ln"],
        "self_attention/linear_0": ["attn.query", "attn.key", "attn.value"], "self_attention/linear_1": ["attn.out"],
        "attention/layer_norm": ["cross_attn_ln"], "attention/linear_0": ["cross_attn.query"],
        "attention/linear_1": ["cross_attn.key", "cross_attn.value"], "attention/linear_2": ["cross_attn.out"],
        "ffn/layer_norm": ["mlp_ln"], "ffn/linear_0": ["mlp.0"], "ffn/linear_1": ["mlp.2"],
    ]

    /// - Returns: several when they lie one behind the other in one variable; nil for what is not needed.
    static func all(of name: String) -> [String]? {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count > 2 else { return nil }
        let last = ["gamma": "weight", "beta": "bias"][parts[parts.count - 1]] ?? parts[parts.count - 1]
        switch parts[1] {
        case "embeddings": return ["decoder.token_embedding.weight"]
        case "position_encodings": return ["\(parts[0]).positional_embedding"]
        case "conv1", "conv2": return [parts.joined(separator: ".")]
        case "layer_norm": return ["\(parts[0]).\(parts[0] == "encoder" ? "ln_post" : "ln").\(last)"]
        case let layer where layer.hasPrefix("layer_") && parts.count == 5:
            let block = "\(parts[0]).blocks.\(layer.dropFirst(6))"
            return layers["\(parts[2])/\(parts[3])"]?.map { "\(block).\($0).\(last)" }
        default: return nil
        }
    }
}

/// Which bands of frequencies Whisper hears: triangles on Slaney's mel scale (librosa.filters.mel).
private enum MelFilters {
    static let (bands, bins) = (80, 201)

    static func weights() -> [Float] {
        let top = mel(8000)
        let places = (0..<bands + 2).map { hertz(top * Double($0) / Double(bands + 1)) }
        return (0..<bands).flatMap { band -> [Float] in
            let (low, middle, high) = (places[band], places[band + 1], places[band + 2])
            return (0..<bins).map { bin in
                let place = Double(bin) * 40
                let height = min((place - low) / (middle - low), (high - place) / (high - middle))
                return Float(max(0, height) * 2 / (high - low))
            }
        }
    }

    private static let step = log(6.4) / 27

    private static func mel(_ hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + log(hertz / 1000) / step
    }

    private static func hertz(_ mel: Double) -> Double { mel < 15 ? mel * 200 / 3 : 1000 * exp(step * (mel - 15)) }
}

/// Several files read as one.
private final class JoinedReader {
    private var files: ArraySlice<FileHandle>

    init(_ paths: ArraySlice<String>) throws {
        files = try paths.map { path in
            guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
            return file
        }[...]
    }

    func read(_ count: Int) throws -> Data {
        var data = Data()
        while data.count < count, let file = files.first {
            guard let piece = try file.read(upToCount: count - data.count), !piece.isEmpty else {
                try file.close()
                files.removeFirst()
                continue
            }
            data += piece
        }
        guard data.count == count else { throw CocoaError(.fileReadCorruptFile) }
        return data
    }

    func copy(_ count: Int, _ append: (Data) throws -> Void) throws {
        var left = count
        while left > 0 {
            try append(read(min(left, 1 << 20)))
            left -= min(left, 1 << 20)
        }
    }

    func skip(_ count: Int) throws { try copy(count) { _ in } }

    func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        try read(type.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    /// Ends with a zero.
    func text() throws -> String {
        String(decoding: try read(Int(number(UInt16.self))).dropLast(), as: UTF8.self)
    }

    func halves(_ bytes: Int) throws -> [Float16] {
        let data = [UInt8](try read(bytes))
        return stride(from: 0, to: data.count - 1, by: 2).map { at in
            Float16(bitPattern: UInt16(data[at]) | UInt16(data[at + 1]) << 8)
        }
    }
}

extension Sequence where Element: FixedWidthInteger {
    fileprivate var littleEndianBytes: [UInt8] {
        flatMap { number in (0..<Element.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    }
}
