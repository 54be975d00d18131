import Documents
import TestSupport
import Testing
import Topology

/// The value of one entry of a ConfigMap after redaction.
private func redacted(_ text: String, name: String = "config.yaml", member: String = "data") throws -> String? {
    var redactor = Redactor()
    let object = JSONValue.object([
        "kind": "ConfigMapList",
        "items": [.object([member: .object(JSONObject(members: [(name, .string(text))]))])],
    ])
    return redactor.redact(object, path: "management/configmaps.json")["items"]?[0]?[member]?[name]?.string
}

@Suite struct ConfigMapRedactionTests {
    @Test func clusterInfoStays() throws {
        let text = """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: \(Sample.encodedCertificate)
                server: https://10.0.0.1:6443
              name: ""
            kind: Config
            users: null
            """
        #expect(try redacted(text, name: "kubeconfig") == text)
    }

    @Test(arguments: [
        ("token: abc def", "token: <redacted>"),
        ("password: \"hunter2\"", "password: \"<redacted>\""),
        ("client-key-data: \(Sample.encodedKey)", "client-key-data: <redacted>"),
        ("client-key-data: c2hvcnQ=", "client-key-data: <redacted>"),
        ("refresh-token: 'a b'", "refresh-token: '<redacted>'"),
    ])
    func kubeconfigLosesCredentials(line: String, expected: String) throws {
        func text(_ line: String) -> String {
            "users:\n- name: admin\n  user:\n    \(line)\n    username: admin\ncurrent-context: x\n"
        }
        #expect(try redacted(text(line), name: "kubeconfig") == text(expected))
    }

    @Test func kubeconfigAsJSON() throws {
        #expect(
            try redacted(#"{"users":[{"user":{"token":"abc","username":"u"}}],"kind":"Config"}"#)
                == #"{"users":[{"user":{"token":"<redacted>","username":"u"}}],"kind":"Config"}"#)
    }

    @Test(arguments: [
        ("a: |\n\(Sample.key)\nb: c", "a: |\n<redacted>\nb: c"),
        ("password: |\n  line one\n  line two\nnext: x", "password: <redacted>\nnext: x"),
        ("db.password=hun ter\ndb.user=me", "db.password=<redacted>\ndb.user=me"),
        ("url=redis://:pw@h:6379", "url=redis://:<redacted>@h:6379"),
        ("x \(Sample.webToken)", "x <redacted>"),
    ])
    func secretsInText(text: String, expected: String) throws {
        #expect(try redacted(text) == expected)
        #expect(try redacted(expected) == expected)
    }

    @Test(arguments: [
        "secretName: kubelb-tls", "tokenTTL: 24h", "secretRef: {name: x}",
        "passwordFile: /etc/x\nclient-key-file: /etc/y",
        "tokens:\n- a", "automountServiceAccountToken: false", "password: ${PASSWORD}", Sample.certificate,
    ])
    func otherTextStays(text: String) throws {
        #expect(try redacted(text) == text)
    }

    @Test func entriesWithTellingNames() throws {
        #expect(try redacted("hunter2", name: "db-password") == "<redacted>")
        #expect(try redacted("a: b", name: "credentials") == "<redacted>")
        #expect(try redacted("kubelb-tls", name: "secretName") == "kubelb-tls")
        #expect(try redacted("AAEC", name: "blob", member: "binaryData") == "<redacted>")
    }
}
