import FoundationEssentials

/// A voice file of Piper's: `NAME.onnx` with `NAME.onnx.json` beside it, as its makers publish them.
struct PiperVoice: Sendable {
    let name: String
    /// Absolute.
    let model: String
    let configuration: String
    let sampleRate: Int
    /// Piper's own slowness; 1 unless the voice says otherwise.
    let lengthScale: Double
    /// eSpeak NG's language by which Piper pronounces; our estimate of its timings uses the same.
    let language: String
    /// In English, as far as the file tells.
    let languageName: String?

    private struct File: Decodable {
        struct Audio: Decodable { let sample_rate: Int }
        struct Espeak: Decodable { let voice: String }
        struct Language: Decodable {
            let code: String?
            let name_english: String?
        }
        struct Inference: Decodable { let length_scale: Double? }

        let audio: Audio
        let espeak: Espeak?
        let language: Language?
        let inference: Inference?
    }

    /// - Throws: `unknown_voice` without the files, `invalid_voice` for a configuration that is not Piper's.
    init(name: String, folder: String) throws(VoiceError) {
        model = folder + "/" + name + ".onnx"
        configuration = model + ".json"
        let files = FileManager.default
        guard files.isReadableFile(atPath: model), files.isReadableFile(atPath: configuration) else {
            throw VoiceError(
                "unknown_voice",
                "There is no voice \"piper:\(name)\": \(name).onnx and \(name).onnx.json are not there.")
        }
        guard let data = try? Data(contentsOf: URL(filePath: configuration)), data.count <= 4 << 20,
            let file = try? JSONDecoder().decode(File.self, from: data),
            (8000...48_000).contains(file.audio.sample_rate)
        else { throw VoiceError("invalid_voice", "\(name).onnx.json is not the configuration of a Piper voice.") }
        self.name = name
        sampleRate = file.audio.sample_rate
        let scale = file.inference?.length_scale ?? 1
        lengthScale = (0.2...5).contains(scale) ? scale : 1
        let code = file.espeak?.voice ?? file.language?.code ?? "en-us"
        language = String(code.lowercased().replacing("_", with: "-").prefix(40))
        languageName = file.language?.name_english.map { String($0.prefix(60)) }
    }

    /// All that lie in a folder, by name; none without the folder.
    static func all(in folder: String) -> [PiperVoice] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".onnx") }.sorted().prefix(1000).compactMap { file in
            let name = String(file.dropLast(5))
            return Voice.isName(name) ? try? PiperVoice(name: name, folder: folder) : nil
        }
    }

    var listed: Voice {
        Voice(
            id: "piper:" + name, name: languageName.map { "\(name) (\($0))" } ?? name, language: language,
            gender: .unknown, kind: .neural)
    }
}
