#if Sandbox
    import Documents
    import Foundation

    /// Reads a kubeconfig as a client would.
    enum KubeconfigText {
        static func user(_ name: String, _ key: String, in text: String) -> String? {
            let document = try? YAMLDocument.parse(Array(text.utf8), name: "kubeconfig").first?.json
            let user = document?["users"]?.array?.first { $0["name"]?.string == name }?["user"]
            return user?[key]?.string
        }

        static func decoded(_ base64: String) -> String {
            Data(base64Encoded: base64).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }
#endif
