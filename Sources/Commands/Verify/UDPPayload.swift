import CommandLineKit

/// The bytes of `--udp-payload`: text, with `\n`, `\r`, `\t`, `\0`, `\\` and `\xHH` for what cannot be typed.
enum UDPPayload {
    /// What fits into a datagram over IPv4.
    private static let limit = 65_507

    static func bytes(_ text: String) throws(UsageError) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16)
                else {
                    throw failure(text, "\\x is not followed by two hexadecimal digits")
                }
                rest = rest.dropFirst(2)
                bytes.append(value)
            case let other:
                let sign = other.map { "\\" + String(decoding: [$0], as: UTF8.self) } ?? "a backslash at its end"
                throw failure(text, "\(escaped(sign)) is not a valid escape")
            }
        }
        guard bytes.count <= limit else {
            throw UsageError(
                message: "--udp-payload: \(bytes.count) bytes do not fit into a datagram",
                hint: "the limit is \(limit) bytes")
        }
        return bytes
    }

    private static func failure(_ text: String, _ reason: String) -> UsageError {
        UsageError(
            message: "--udp-payload: \(quoted(text)): \(reason)",
            hint: #"use \\ for a backslash, \x00 for a byte, or \n"#)
    }
}
