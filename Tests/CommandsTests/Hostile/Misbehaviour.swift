import APIServer
import Documents
import TestSupport
import Testing

/// One way in which a server, or something before it, gives a wrong answer.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
    let name: String
    /// Answers a request, given the honest answer. False if the connection is over.
    let act: @Sendable (_ connection: Connection, _ target: String, _ honest: APIResponse) -> Bool
    /// Whether the client has to wait for nothing until its deadline.
    var keepsWaiting = false
    /// What is wrong with an answer without an end, as a read of one object reports it.
    var cause = ""

    var testDescription: String { name }

    static func answer(
        _ name: String, status: Int = 200, headers: String = "", _ body: String
    ) -> Misbehaviour {
        answer(name, status: status, headers: headers) { _, _ in Array(body.utf8) }
    }

    private static func answer(
        _ name: String, status: Int = 200, headers: String = "",
        _ body: @escaping @Sendable (_ target: String, _ honest: [UInt8]) -> [UInt8]
    ) -> Misbehaviour {
        Misbehaviour(name: name) { connection, target, honest in
            let bytes = body(target, honest.body)
            let head = "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(bytes.count)\r\n\r\n"
            connection.write(Array(head.utf8) + bytes)
            return true
        }
    }

    /// Writes the bytes, and then nothing until the client goes.
    static func hang(_ name: String, after text: String, cause: String = "timed out") -> Misbehaviour {
        var misbehaviour = Misbehaviour(name: name) { connection, _, _ in
            connection.write(text)
            _ = connection.waitForClose()
            return false
        }
        misbehaviour.keepsWaiting = true
        misbehaviour.cause = cause
        return misbehaviour
    }

    static func endless(
        _ name: String, head: some Sequence<UInt8>, _ part: some Sequence<UInt8>, cause: String = ""
    ) -> Misbehaviour {
        let (head, part) = (Array(head), Array(part))
        var misbehaviour = Misbehaviour(name: name) { connection, _, _ in
            connection.write(head)
            while connection.write(part) == part.count {}
            return false
        }
        misbehaviour.cause = cause
        return misbehaviour
    }

    private static func list(_ kind: String?, metadata: String = #"{"resourceVersion":"5"}"#, items: String = "[]")
        -> String
    {
        let kind = kind.map { #""kind":"\#($0)","apiVersion":"v1","# } ?? ""
        return #"{\#(kind)"metadata":\#(metadata),"items":\#(items)}"#
    }

    static let chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + Array("\r\n".utf8)
    }

    /// Wrong answers to lists, and to reads of one object.
    static let lies: [Misbehaviour] = [
        answer(
            "404 with a Status", status: 404, #"{"kind":"Status","status":"Failure","code":404,"reason":"NotFound"}"#),
        answer("404 in plain text", status: 404, "404 page not found"),
        answer("404 with a page", status: 404, "<html>404 nginx</html>"),
        answer("another kind", list("PodList")),
        emptyPodList,
        answer("no kind", list(nil)),
        answer("any list", list("List")),
        answer("remaining objects without a token", list("ServiceList", metadata: #"{"remainingItemCount":17}"#)),
        answer("an empty object", "{}"),
        answer("items only", #"{"items":[]}"#),
        answer("null items", list("ServiceList", items: "null")),
        answer("null", "null"),
        answer("an array", "[]"),
        answer("nothing", ""),
        answer("a Status of success", #"{"kind":"Status","status":"Success"}"#),
        answer("a Status of 404 with 200", #"{"kind":"Status","status":"Failure","code":404,"reason":"NotFound"}"#),
        answer("204", status: 204, ""),
        answer("206", status: 206, list("ServiceList")),
        answer("203 with a wrong list", status: 203, list("ServiceList")),
        answer("a login page", headers: "Content-Type: text/html\r\n", "<!DOCTYPE html><title>Log in</title>"),
        answer("403 with a page", status: 403, "<html>403 nginx</html>"),
        answer("304", status: 304, ""),
        answer("999", status: 999, ""),
        answer("half of the answer") { _, honest in Array(honest.prefix(honest.count * 2 / 3)) },
        answer("a byte order mark") { _, honest in [0xEF, 0xBB, 0xBF] + honest },
        answer("1,000,000 brackets") { _, _ in
            Array(#"{"kind":"ServiceList","apiVersion":"v1","items":"#.utf8)
                + [UInt8](repeating: 0x5B, count: 1_000_000)
        },
        answer("the same token for ever") { target, honest in
            guard let list = try? JSONValue(parsing: honest), list["items"] != nil else { return honest }
            let patch: JSONValue = ["metadata": ["continue": "again"]]
            return list.merging(patch: patch).encoded()
        },
        answer("a new token for ever") { target, honest in
            guard let list = try? JSONValue(parsing: honest), list["items"] != nil else { return honest }
            let patch: JSONValue = ["metadata": ["continue": .string("t\(target.utf8.count)")]]
            return list.merging(patch: patch).encoded()
        },
        answer("objects of another namespace") { target, honest in
            guard var list = (try? JSONValue(parsing: honest))?.object, let items = list["items"]?.array else {
                return honest
            }
            list["items"] = .array(items.map { $0.merging(patch: ["metadata": ["namespace": ""]]) })
            return JSONValue.object(list).encoded()
        },
    ]

    static let none = Misbehaviour(name: "none") { connection, _, honest in
        connection.write(HostileServer.bytes(honest))
        return true
    }

    /// To watches.
    static let failure = answer("500", status: 500, "{}")

    /// To watches, each time anew.
    static let expired = answer(
        "410", status: 410, #"{"kind":"Status","status":"Failure","code":410,"reason":"Expired"}"#)

    /// Right for requests of pods, but for the resourceVersion.
    static let emptyPodList = answer("an empty list of pods", list("PodList", metadata: "{}"))

    /// Answers that do not end, or never begin.
    static let endless: [Misbehaviour] = [
        hang("no answer", after: ""),
        hang("half of a head", after: "HTTP/1.1 200 OK\r\nX-"),
        hang("a head alone", after: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"),
        hang(
            "the head of an error", after: "HTTP/1.1 500 X\r\nContent-Length: 1000\r\n\r\nabc", cause: "HTTP 500"),
        hang("an upgrade", after: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        hang("a huge length", after: "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n{}"),
        endless(
            "endless headers", head: "HTTP/1.1 200 OK\r\n".utf8,
            "X-A: \(String(repeating: "a", count: 4000))\r\n".utf8, cause: "headers are larger than 256 KiB"),
        endless(
            "an endless header", head: "HTTP/1.1 200 OK\r\nX-A: ".utf8, repeatElement(UInt8(ascii: "a"), count: 65536),
            cause: "a header of the response is larger than 100 KiB"),
        endless(
            "interim answers", head: "".utf8, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n".utf8,
            cause: "headers are larger than 256 KiB"),
        endless(
            "an endless body", head: chunked.utf8, chunk([UInt8](repeating: 0x20, count: 0x10000)),
            cause: "the response is larger than 8 MiB"),
        endless(
            "a gzip bomb", head: zipped.utf8 + chunk(bomb.head), chunk(bomb.part),
            cause: "the response is larger than 8 MiB"),
    ]

    private static let zipped =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Spaces without an end, each byte of which stands for 159 (RFC 1951, section 3.2.6): a block of fixed codes with one space,
    /// and then with its repetitions of 258 bytes, of which 8 have 13 bytes. Each part makes 2 MB of 13 KB.
    private static let bomb: (head: [UInt8], part: [UInt8]) = (
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x52, 0x18],
        Array(
            repeatElement(
                [0x05, 0xA3, 0x60, 0x14, 0x8C, 0x82, 0x51, 0x30, 0x0A, 0x46, 0xC1, 0x28, 0x18] as [UInt8], count: 1000
            ).joined())
    )

    /// Answers that are no HTTP, or end too early.
    static let broken: [Misbehaviour] = [
        Misbehaviour(name: "closed") { _, _, _ in false },
        Misbehaviour(name: "reset") { connection, _, _ in
            connection.reset()
            return false
        },
        answer("two lengths", headers: "Content-Length: 900\r\n", "{}"),
        Misbehaviour(name: "a bad chunk") { connection, _, _ in
            connection.write(chunked + "zz\r\n{}\r\n")
            return false
        },
        Misbehaviour(name: "a bad length") { connection, _, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}")
            return false
        },
        Misbehaviour(name: "noise") { connection, _, _ in
            connection.write((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            return false
        },
        Misbehaviour(name: "a broken body") { connection, _, honest in
            connection.write(
                Array("HTTP/1.1 200 OK\r\nContent-Length: \(honest.body.count)\r\n\r\n".utf8)
                    + honest.body.prefix(honest.body.count / 2))
            return false
        },
        answer("try again, at once", status: 429, headers: "Retry-After: 0\r\n", "{}"),
        answer("try again, never", status: 503, headers: "Retry-After: 9223372036854775807\r\n", ""),
        answer("try again, long ago", status: 503, headers: "Retry-After: -9223372036854775808\r\n", ""),
        answer("a bad gzip", headers: "Content-Encoding: gzip\r\n", "garbage"),
        answer("a redirect", status: 302, headers: "Location: http://127.0.0.1:1/steal\r\n", ""),
    ]
}
