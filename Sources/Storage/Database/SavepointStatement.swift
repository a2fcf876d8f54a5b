/// The part of a transaction that is one of the writes that share it.
enum SavepointStatement: String, StoreStatement {
    case begin = "SAVEPOINT oneWrite"
    case undo = "ROLLBACK TO oneWrite"
    case end = "RELEASE oneWrite"
}
