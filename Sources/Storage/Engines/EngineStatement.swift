enum EngineStatement: String, StoreStatement {
    case all = "SELECT * FROM engine WHERE name > ''"
    case one = "SELECT * FROM engine WHERE name = :name"
    case ranks = "SELECT kind, rank FROM engineRank WHERE engine = :engine"
    case save = """
        INSERT INTO engine (name, state, slots, trouble, troubleRemark, troubleSince)
        VALUES (:name, :state, :slots, :trouble, :troubleRemark, :troubleSince)
        ON CONFLICT (name) DO UPDATE
            SET state = :state, slots = :slots, trouble = :trouble, troubleRemark = :troubleRemark,
                troubleSince = :troubleSince
        """
    case dropRank = "DELETE FROM engineRank WHERE engine = :engine AND kind = :kind"
    case setRank = """
        INSERT INTO engineRank (engine, kind, rank) VALUES (:engine, :kind, :rank)
        ON CONFLICT (engine, kind) DO UPDATE SET rank = :rank
        """
}
