#if Sandbox
    import Foundation
    import Testing

    @testable import Sandbox

    @Suite(.timeLimit(.minutes(15))) struct ServedProtocolTests {
        @Test(arguments: [("--http1.1", "1.1", "h1"), ("--http2", "2", "h2")])
        func bothVersionsOfHTTPAreSpoken(option: String, version: String, logged: String) async throws {
            try await withServedPair { pair in
                let answer = try await pair.curl("/api/v1/nodes?limit=5", arguments: [option])
                #expect(answer.version == version)
                #expect(answer.body == "GET /api/v1/nodes by nobody known with 0 bytes")
                #expect(answer.headers["date"]?.hasSuffix("GMT") == true)
                let request = try #require(pair.requests(of: .tenant).first)
                #expect(pair.requests(of: .tenant).count == 1)
                #expect(request.method == "GET")
                #expect(request.path == "/api/v1/nodes?limit=5")
                #expect(request.identity == nil)
                #expect(request.httpVersion == logged)
                #expect(request.connection == 1)
                #expect(request.answered.map { $0 > request.arrived } == true)
                #expect(pair.requests(of: .management).isEmpty)
            }
        }

        /// A server that took the resets of libcurl for an attack would cut the connection after 200.
        @Test(arguments: ["--http1.1", "--http2"])
        func oneConnectionServesAsManyRequestsAsItIsAsked(option: String) async throws {
            try await withServedPair { pair in
                let answer = try await pair.curl("/a?n=[1-500]", arguments: [option])
                #expect(answer.exit == 0)
                #expect(pair.requests(of: .tenant).count == 500)
                #expect(Set(pair.requests(of: .tenant).map(\.connection)) == [1])
            }
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func largeBodiesArriveWholeAndConnectionsAreUsedAgain(option: String) async throws {
            try await withServedPair { pair in
                let size = 8 << 20
                let url = pair.url(of: .tenant) + "/a?size=\(size)"
                let answer = try await pair.curl("/a?size=\(size)", arguments: [option, url, "-o", "/dev/null"])
                #expect(answer.exit == 0)
                #expect(answer.body.utf8.count == size)
                #expect(pair.requests(of: .tenant).map(\.connection) == [1, 1])
                pair.clearRequests(of: .tenant)
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func bodiesOfRequestsAreReadWithinLimits(option: String) async throws {
            try await withServedPair { pair in
                let folder = try TemporaryFolder()
                for (size, status) in [(1 << 20, 200), (5 << 20, 413)] {
                    let path = "\(folder.path)/body"
                    try Data(count: size).write(to: URL(filePath: path))
                    let answer = try await pair.curl("/api", arguments: [option, "--data-binary", "@\(path)"])
                    #expect(answer.status == status)
                    if status == 200 { #expect(answer.body == "POST /api by nobody known with \(size) bytes") }
                }
                // The server lives on.
                #expect(try await pair.curl("/api").status == 200)
            }
        }

        @Test func headHasHeadersAndNoBody() async throws {
            try await withServedPair { pair in
                for option in ["--http1.1", "--http2"] {
                    let answer = try await pair.curl("/api?size=1600", arguments: ["--head", option])
                    #expect(answer.exit == 0)
                    #expect(answer.headers["content-length"] == "1600")
                }
            }
        }

        @Test func whatIsNoPathIsABadRequest() async throws {
            try await withServedPair { pair in
                let answer = try await pair.curl("/a%ff")
                #expect(answer.status == 400)
            }
        }

        @Test func manyRequestsRunBesideEachOther() async throws {
            try await withServedPair(faults: [.tenant: [ServedFault(.latency, duration: .milliseconds(100))]]) { pair in
                let urls = (0..<50).flatMap { ["-o", "/dev/null", pair.url(of: .tenant) + "/\($0)"] }
                let answer = try await pair.curl(
                    "/last", arguments: ["--http2", "--parallel", "--parallel-max", "60"] + urls)
                #expect(answer.exit == 0)
                #expect(Set(pair.requests(of: .tenant).map(\.path)).count == 51)
            }
        }
    }
#endif
