enum SceneStatement: String, StoreStatement {
    case insert = """
        INSERT INTO scene (filmID, number, taskID, fingerprint) VALUES (:filmID, :number, :taskID, :fingerprint)
        """
    case ofFilm = "SELECT number, taskID, fingerprint FROM scene WHERE filmID = :filmID ORDER BY number"
    /// The result of each that is there, by number.
    case results = """
        SELECT number, resultFileID FROM scene JOIN task ON task.id = scene.taskID
        WHERE filmID = :filmID AND resultFileID IS NOT NULL ORDER BY number
        """
    case areAwaited = """
        SELECT EXISTS (SELECT 1 FROM scene JOIN task ON task.id = scene.taskID
            WHERE filmID = :filmID AND status IN ('queued', 'running'))
        """
    /// The parts of a film, whatever became of them.
    case parts = "SELECT id FROM task WHERE parentTaskID = :filmID ORDER BY part"
    /// A task of the account that has made such a scene, whose result is still there.
    case made = """
        SELECT task.id FROM scene JOIN task ON task.id = scene.taskID JOIN file ON file.id = task.resultFileID
        WHERE fingerprint = :fingerprint AND task.accountID = :accountID AND status = 'succeeded' AND deletedAt IS NULL
        LIMIT 1
        """
    case removeInputs = "DELETE FROM taskInput WHERE taskID = :filmID AND role = 'scene'"
}
