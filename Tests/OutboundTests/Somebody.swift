import Domain

/// Whose downloads the tests make.
let somebody = AccountID(UUIDv7(milliseconds: 1, counter: 1, random: 1))
