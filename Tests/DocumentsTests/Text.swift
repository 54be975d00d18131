@testable import Documents

/// The bytes of a text, which most tests begin with.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Reads a value that must be there; the error is the test's.
func parsed(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(parsing: bytes(text)) }

/// The error that a text gives, or nil when it is read.
func failure(of bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONValue(parsing: bytes)
        return nil
    } catch {
        return error
    }
}

/// The error that passing over a text gives, or nil.
func failureOfSkipping(_ bytes: [UInt8]) -> JSONError? {
    var reader = JSONReader(bytes)
    do throws(JSONError) {
        try reader.skip()
        try reader.end()
        return nil
    } catch {
        return error
    }
}

/// The documents of a YAML text without their marks.
func yaml(_ text: String) throws(YAMLError) -> [JSONValue] {
    try YAMLDocument.parse(bytes(text), name: "test.yaml").map(\.json)
}

/// The error that a YAML text gives, or nil when it is read.
func yamlFailure(of bytes: [UInt8]) -> YAMLError? {
    do throws(YAMLError) {
        _ = try YAMLDocument.parse(bytes, name: "test.yaml")
        return nil
    } catch {
        return error
    }
}
