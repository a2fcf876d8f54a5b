import Foundation

/// Where the read-only data that ships with the program lies.
enum ShippedData {
    private static let mark = "/face/neutral_face.obj"

    /// GREENROOM_DATA, else share/greenroom beside the program's folder, else `data` in the first folder above the
    /// program that has it (a checkout).
    static func folder(_ environment: [String: String]) -> String {
        if let named = environment["GREENROOM_DATA"], !named.isEmpty { return named }
        let files = FileManager.default
        let program = (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var parent = URL(fileURLWithPath: program).deletingLastPathComponent()
        let installed = parent.deletingLastPathComponent().path + "/share/greenroom"
        if files.fileExists(atPath: installed + mark) { return installed }
        while parent.path != "/" {
            if files.fileExists(atPath: parent.path + "/data" + mark) { return parent.path + "/data" }
            parent = parent.deletingLastPathComponent()
        }
        return "/usr/share/greenroom"
    }
}
