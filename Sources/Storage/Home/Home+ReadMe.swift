import Foundation

extension Home {
    private static let words = """
        This folder is the home of a Greenroom server: everything it knows is in here.

        To copy or back it up, stop the server first, then copy the whole folder. A copy of a home that is in use may hold
        a database that is older than the media beside it; a server refuses to start on such a copy, and says so.

        greenroom.db   accounts, tasks and settings (with greenroom.db-wal and -shm while a server runs)
        media/         uploads and results, named by the SHA-256 of their bytes
        secrets/       keys: keep them apart from copies of the rest, and as safe as a password
        home.id        by which buckets with copies of the media know this home; in no backup
        quarantine/    media that the database does not know, removed after 7 days
        engines/       manifests of engines that you add
        exports/       archives that people asked for, removed after 7 days
        logs/          what engines said about tasks
        uploads/, incoming/, work/, thumbnails/, cache/ need not be copied.

        """

    /// Says in the home itself how it is copied. What somebody wrote there stays, and a disk that is full is no reason not
    /// to start.
    func writeReadMe() {
        let path = path + "/README.txt"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(Self.words.utf8), attributes: [.posixPermissions: 0o600])
    }
}
