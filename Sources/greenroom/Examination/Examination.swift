import Domain
import Foundation
import Providers
import Storage
import Version

/// A look at everything the server needs; changes nothing.
struct Examination {
    /// One line of the answer.
    struct Finding: Encodable {
        enum Verdict: String, Encodable { case ok, warning, wrong }

        let what: String
        let verdict: Verdict
        let says: String
    }

    let settings: Settings
    /// Whether every stored file is read.
    let isDeep: Bool

    func findings() async -> [Finding] {
        var findings = [Finding(what: "greenroom", verdict: .ok, says: Version.text)]
        do {
            let locations = try Locations(environment: settings.variables)
            findings.append(.init(what: "data", verdict: .ok, says: locations.data))
            findings.append(.init(what: "web", verdict: .ok, says: locations.web))
            findings.append(mediaProgram(locations))
            findings += await packs(locations)
            findings.append(await voices(locations))
        } catch let failure as CommandFailure {
            findings.append(.init(what: "installation", verdict: .wrong, says: failure.message))
        } catch {
            findings.append(.init(what: "installation", verdict: .wrong, says: "\(error)"))
        }
        findings.append(disk())
        findings += place()
        findings += database()
        findings += await media()
        findings += await backups()
        findings += await replica()
        findings += certificate()
        findings.append(configuration())
        return findings
    }

    private func mediaProgram(_ locations: Locations) -> Finding {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: locations.mediaProgram)
        program.arguments = ["--version"]
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        do {
            try program.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            program.waitUntilExit()
            let version = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard program.terminationStatus == 0 else {
                return .init(what: "media", verdict: .wrong, says: "\(locations.mediaProgram) does not start")
            }
            return .init(what: "media", verdict: .ok, says: "\(locations.mediaProgram) \(version)")
        } catch {
            return .init(what: "media", verdict: .wrong, says: "\(locations.mediaProgram) does not start: \(error)")
        }
    }

    private func voices(_ locations: Locations) async -> Finding {
        let catalog = ChildProcessVoices(
            program: locations.mediaProgram, environment: locations.childEnvironment(home: settings.home))
        do {
            let voices = try await catalog.voices().filter(\.isInstalled)
            let neural = voices.count { $0.kind == "neural" }
            return .init(what: "voices", verdict: .ok, says: "\(voices.count), \(neural) of them neural")
        } catch {
            return .init(
                what: "voices", verdict: .warning, says: "none: texts cannot be spoken; install espeak-ng-data")
        }
    }

    /// The basic packs must be whole; the others are told as they stand.
    private func packs(_ locations: Locations) async -> [Finding] {
        do {
            let shelf = try LocalPacks(
                data: locations.data, folder: locations.packs(home: settings.home),
                shipped: locations.assets, source: WheelSource(folder: nil, web: nil))
            var findings: [Finding] = []
            for pack in shelf.packs {
                let state = try await shelf.state(of: pack.id)
                let languages = pack.languages.isEmpty ? "" : " (\(pack.languages.joined(separator: ", ")))"
                let add = pack.isBasic ? "packaging/assets" : "`greenroom assets add \(pack.id)`"
                let says =
                    switch state {
                    case .installed: "\(pack.title)\(languages)"
                    case .absent where pack.isBasic: "\(pack.title) missing; run \(add)"
                    case .absent:
                        "\(pack.title)\(languages) not installed; \(add) fetches \(ByteText.rounded(pack.downloadBytes))"
                    case .incomplete: "\(pack.title): files are missing; run \(add)"
                    case .damaged: "\(pack.title): a file is not the one of assets.lock; run \(add)"
                    }
                let isFine = state == .installed || state == .absent && !pack.isBasic
                findings.append(
                    .init(
                        what: "pack \(pack.id)", verdict: isFine ? .ok : pack.isBasic ? .wrong : .warning, says: says))
            }
            return findings
        } catch {
            return [.init(what: "packs", verdict: .wrong, says: "assets.lock cannot be read: \(Cause(error))")]
        }
    }
}
