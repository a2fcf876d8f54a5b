enum SidecarStatement: String, StoreStatement {
    case insert = "INSERT INTO sidecar (fileID, role, content) VALUES (:fileID, :role, :content)"
    case ofFile = "SELECT content FROM sidecar WHERE fileID = :fileID AND role = :role"
    case roles = "SELECT role FROM sidecar WHERE fileID = :fileID"
}
