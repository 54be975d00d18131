import Testing

@testable import Diagnosis

@Suite struct SideFailureTests {
    /// Errors are searched by bytes: as characters, `401` with a combining mark behind it is another text, and a search takes
    /// time that grows faster than the error.
    @Test(arguments: [
        "GET /version: HTTP 401", "the server has asked for the client to provide credentials",
        "exec plugin: token has expired",
        "HTTP 401\u{301}", "getting credentials:\u{1F1E9}\u{1F1EA}",
    ])
    func credentialsAreRecognized(text: String) {
        #expect(SideFailure(describing: text) == .credentials)
    }

    @Test func otherFailuresAreNotAboutCredentials() {
        for text in ["HTTP 503", "connection refused", "not collected"] {
            #expect(SideFailure(describing: text) != .credentials, "\(text)")
        }
    }
}
