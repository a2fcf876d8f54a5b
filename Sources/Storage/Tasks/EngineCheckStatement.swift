enum EngineCheckStatement: String, StoreStatement {
    case remember = """
        INSERT INTO engineCheck (engine, kind, mode, imageBlob, videoBlob, estimate)
        SELECT :engine, :kind, :mode, :imageBlob, :videoBlob, :estimate
        WHERE EXISTS (SELECT 1 FROM blob WHERE hash = :imageBlob) AND EXISTS (SELECT 1 FROM blob WHERE hash = :videoBlob)
        ON CONFLICT (imageBlob, videoBlob, engine, kind, mode) DO UPDATE SET estimate = excluded.estimate
        """
    case find = """
        SELECT estimate FROM engineCheck
        WHERE imageBlob = :imageBlob AND videoBlob = :videoBlob AND engine = :engine AND kind = :kind AND mode = :mode
        """
}
