#if Sandbox
    import Foundation
    import Testing

    @testable import Sandbox

    @Suite(.timeLimit(.minutes(15))) struct ServedFaultLiveTests {
        // What curl ends with; see curl(1), "EXIT CODES".
        private static let cannotVerify: Int32 = 60, timedOut: Int32 = 28, noTLS: Int32 = 35, emptyReply: Int32 = 52,
            receiveFailed: Int32 = 56, streamFailed: Int32 = 92, partialFile: Int32 = 18, framingFailed: Int32 = 16

        @Test(arguments: [
            (ServedFault(.tooManyRequests, count: 1), 429, "Too many requests, please try again later.\n"),
            (ServedFault(.unauthorized, count: 1), 401, #""reason":"Unauthorized""#),
            (ServedFault(.unavailable, count: 1), 503, #""details":{"retryAfterSeconds":1}"#),
        ])
        func aRequestCanBeTurnedAway(fault: ServedFault, status: Int, body: String) async throws {
            try await withServedPair(faults: [.tenant: [fault]]) { pair in
                let answer = try await pair.curl("/api")
                #expect(answer.status == status)
                #expect(answer.body.contains(body))
                if status != 401 { #expect(answer.headers["retry-after"] == "1") }
                #expect(try await pair.curl("/api").status == 200)
            }
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func anAnswerCanBreakOff(option: String) async throws {
            try await withServedPair { pair in
                pair.setFaults([ServedFault(.reset)], of: .tenant)
                let reset = try await pair.curl("/a?size=64000", arguments: [option])
                #expect(reset.exit == (option == "--http2" ? Self.streamFailed : Self.receiveFailed))
                #expect(reset.status == 200)
                #expect(reset.body.utf8.count <= 32000)

                pair.setFaults([ServedFault(.drop)], of: .tenant)
                let dropped = try await pair.curl("/a", arguments: [option])
                // Which of them depends on what curl was doing at that moment.
                #expect(
                    [Self.emptyReply, Self.receiveFailed, Self.partialFile, Self.framingFailed].contains(dropped.exit))
                #expect(dropped.status == 0)

                pair.setFaults([ServedFault(.truncate)], of: .tenant)
                let cut = try await pair.curl("/a?size=64000", arguments: [option])
                #expect(cut.exit == 0)
                #expect(cut.body.utf8.count == 32000)

                pair.setFaults([], of: .tenant)
                #expect(try await pair.curl("/a", arguments: [option]).status == 200)
            }
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func aServerCanFallSilent(option: String) async throws {
            try await withServedPair { pair in
                pair.setFaults([ServedFault(.hang, path: "/a")], of: .tenant)
                let hung = try await pair.curl("/a", arguments: [option, "--max-time", "2"])
                #expect(hung.exit == Self.timedOut)
                #expect(hung.status == 0)
                #expect(try await pair.curl("/b", arguments: [option]).status == 200)

                pair.setFaults([ServedFault(.hangBody)], of: .tenant)
                let half = try await pair.curl("/a?size=64000", arguments: [option, "--max-time", "3"])
                #expect(half.exit == Self.timedOut)
                #expect(half.status == 200)
                #expect(half.body.utf8.count == 32000)

                pair.setFaults([ServedFault(.hangConnect)], of: .tenant)
                pair.clearRequests(of: .tenant)
                let silent = try await pair.curl("/a", arguments: [option, "--max-time", "1"])
                #expect(silent.exit == Self.timedOut)
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test(arguments: [
            (ServedFault.Kind.unknownAuthority, "certificate"), (.wrongName, "name"), (.expired, "expired"),
            (.notYetValid, "not yet valid"),
        ])
        func aCertificateCanBeWrong(kind: ServedFault.Kind, words: String) async throws {
            try await withServedPair(faults: [.management: [ServedFault(kind, count: 1)]]) { pair in
                let answer = try await pair.curl("/api", .management)
                #expect(answer.exit == Self.cannotVerify)
                #expect(answer.errors.contains(words))
                #expect(try await pair.curl("/api", .management).status == 200)
                #expect(pair.requests(of: .management).map(\.connection) == [2])
            }
        }

        @Test func aServerCanSpeakHTTPWithoutTLS() async throws {
            try await withServedPair(faults: [.tenant: [ServedFault(.plainHTTP)]]) { pair in
                let answer = try await pair.curl("/api")
                #expect(answer.exit == Self.noTLS)
                let plain = try await pair.curl("/api", scheme: "http")
                #expect(plain.body == "GET /api by nobody known with 0 bytes")
            }
        }

        @Test func aServerCanRefuseHTTP2() async throws {
            try await withServedPair(faults: [.tenant: [ServedFault(.noHTTP2)]]) { pair in
                let answer = try await pair.curl("/api", arguments: ["--http2"])
                #expect(answer.status == 200)
                #expect(answer.version == "1.1")
            }
        }

        @Test func aServersClockCanBeWrong() async throws {
            try await withServedPair { pair in
                func date() async throws -> Date {
                    let text = try #require(try await pair.curl("/api").headers["date"])
                    let format = DateFormatter()
                    format.locale = Locale(identifier: "en_US_POSIX")
                    format.timeZone = TimeZone(identifier: "GMT")
                    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
                    return try #require(format.date(from: text))
                }
                let right = try await date()
                pair.setFaults([ServedFault(.clockSkew, duration: .seconds(-86_400))], of: .tenant)
                let wrong = try await date()
                #expect(abs(right.timeIntervalSince(wrong) - 86_400) < 3600)
            }
        }

        @Test func connectionsCanBeClosedFromTheServersSide() async throws {
            try await withServedPair(faults: [.tenant: [ServedFault(.hang)]]) { pair in
                async let answer = pair.curl("/api")
                while pair.requests(of: .tenant).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                pair.closeConnections(of: .tenant)
                #expect(try await answer.exit != Self.timedOut)
                #expect(try await answer.exit != 0)
            }
        }
    }
#endif
