/// Why a pack could not be installed or removed.
package enum PackError: Error, Equatable, Sendable {
    case unknown
    /// It is part of every installation and stays.
    case basic
    /// Another program is changing the folder.
    case busy
    /// This server calls nobody outside: these files must be put into its folder of wheels.
    case offline(files: [String])
    /// In words.
    case unreachable(String)
    /// What arrived, or what was put into the folder, is not what the lock names: its file.
    case altered(String)
    case storageFull
    /// The folder, or a file in it, cannot be written: why.
    case notWritable(String)
    case cancelled
}
