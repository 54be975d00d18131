#if Sandbox
    import APIServer
    import Foundation
    import Testing

    @testable import Sandbox

    @Suite(.timeLimit(.minutes(15))) struct ServedIdentityTests {
        @Test(arguments: ServedSide.allCases)
        func everyIdentityOfTheKubeconfigIsKnownByItsToken(side: ServedSide) async throws {
            try await withServedPair { pair in
                for name in ["ccm", "reader", "nobody"] {
                    let token = try await pair.userValue("token", context: "sandbox-\(side.rawValue)-\(name)")
                    let answer = try await pair.curl("/api", side, token: token)
                    #expect(answer.status == 200)
                    #expect(answer.body == "GET /api by \(name) with 0 bytes")
                }
            }
        }

        @Test(arguments: ["--http1.1", "--http2", "--tlsv1.3", "--tls-max 1.2"])
        func theAdminIsKnownByACertificate(option: String) async throws {
            try await withServedPair { pair in
                let folder = try TemporaryFolder()
                let answer = try await pair.curl(
                    "/api",
                    arguments: try await adminArguments(pair, "sandbox-tenant", folder)
                        + option.split(separator: " ").map(String.init))
                #expect(answer.errors == "")
                #expect(answer.body == "GET /api by admin with 0 bytes")
            }
        }

        @Test func withoutCredentialsARequestIsAnonymous() async throws {
            try await withServedPair { pair in
                let anonymous = try await pair.curl("/version")
                #expect(anonymous.body == "GET /version by nobody known with 0 bytes")
                // Kubernetes does not look at other schemes.
                let basic = try await pair.curl("/version", arguments: ["-u", "a:b"])
                #expect(basic.body == "GET /version by nobody known with 0 bytes")
                #expect(pair.requests(of: .tenant).map(\.identity) == [nil, nil])
            }
        }

        @Test func aTokenThatNobodyWasGivenIsUnauthorized() async throws {
            try await withServedPair { pair in
                let other = try await pair.userValue("token", context: "sandbox-management-reader")
                for token in ["wrong", other] {
                    let answer = try await pair.curl("/version", token: token)
                    #expect(answer.status == 401)
                    #expect(
                        answer.body == """
                            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized",\
                            "reason":"Unauthorized","code":401}

                            """)
                    #expect(answer.headers["content-type"] == "application/json")
                }
            }
        }

        @Test func anotherAuthoritysCertificateIsUnauthorizedAndATokenBesideItGoes() async throws {
            try await withServedPair { pair in
                let folder = try TemporaryFolder()
                let arguments = try await adminArguments(pair, "sandbox-management", folder)
                #expect(try await pair.curl("/api", arguments: arguments).status == 401)
                let token = try await pair.userValue("token", context: "sandbox-tenant-reader")
                let answer = try await pair.curl("/api", token: token, arguments: arguments)
                #expect(answer.body == "GET /api by reader with 0 bytes")
            }
        }

        @Test func anIdentityCanBeAddedWhileTheServersRun() async throws {
            try await withServedPair { pair in
                let token = try pair.addIdentity(Identity(name: "auditor", user: "auditor", rules: []), to: .management)
                #expect(try await pair.userValue("token", context: "sandbox-management-auditor") == token)
                #expect(try await pair.curl("/api", .management, token: token).status == 200)
                #expect(try await pair.curl("/api", .tenant, token: token).status == 401)
                #expect(pair.requests(of: .management).map(\.identity) == ["auditor"])
            }
        }

        private func adminArguments(_ pair: ServedPair, _ context: String, _ folder: TemporaryFolder) async throws
            -> [String]
        {
            var words: [String] = []
            for (option, key) in [("--cert", "client-certificate-data"), ("--key", "client-key-data")] {
                let path = "\(folder.path)/\(key)"
                let pem = KubeconfigText.decoded(try await pair.userValue(key, context: context))
                try Data(pem.utf8).write(to: URL(filePath: path))
                words += [option, path]
            }
            return words
        }
    }
#endif
