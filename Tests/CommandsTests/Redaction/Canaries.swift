import Documents

/// Secrets that look like real ones and are none, each with a text that holds it. The same ones in every run.
struct Canaries {
    /// What must never be in an output, in lower case: all canaries hold one of them, and no text of the tool does.
    static let needles = ["canary0", "akiacanary", "canary.a1b2", "cafecafe", "jyw5hcnk"]

    private(set) var count = 0

    /// `cAnArY`, a number, and letters and digits as generators of passwords make them.
    private mutating func secret() -> String {
        count += 1
        let digits = String(count)
        return "Xq9cAnArY" + String(repeating: "0", count: 5 - digits.utf8.count) + digits + "zK4vT7wP"
    }

    /// A text with one more canary, of another form each time.
    mutating func text() -> String {
        let form = Self.forms[count % Self.forms.count]
        return form(secret())
    }

    /// A canary alone, for a place whose name says that it is secret.
    mutating func value() -> String { secret() }

    /// A canary that shows by its shape, for a place whose name says nothing.
    mutating func token() -> String {
        let form = Self.tokens[count % Self.tokens.count]
        return form(secret())
    }

    private static func padded(_ text: String, _ count: Int) -> String {
        text + String(repeating: "aB3", count: 40).prefix(max(0, count - text.utf8.count))
    }

    static let tokens: [@Sendable (String) -> String] = [
        { "ghp_" + padded($0, 36) }, { "gho_" + padded($0, 36) }, { "ghs_" + padded($0, 36) },
        { "github_pat_" + padded($0, 82) }, { "glpat-" + $0 }, { "glrt-" + $0 }, { "gldt-" + $0 },
        { "xoxb-123456789012-" + $0 }, { "xoxp-1234-5678-" + $0 }, { "xapp-1-A0123-456-" + $0 },
        { "AKIACANARY" + String($0.dropFirst(10).prefix(4)) + "ABCDEF" }, { "AIza" + padded($0, 35) },
        { "ya29." + padded($0, 40) }, { "GOCSPX-" + padded($0, 28) }, { "npm_" + padded($0, 36) },
        { "pypi-AgEIcHlwaS5vcmc" + padded($0, 60) }, { "sk_live_" + padded($0, 24) }, { "rk_live_" + padded($0, 24) },
        { "SG." + padded($0, 22) + "." + padded("", 43) }, { "hvs." + padded($0, 24) },
        { "dop_v1_cafecafe" + String(repeating: "0a1b", count: 14) + String($0.dropFirst(10).prefix(4)) },
        { "sha256~" + padded($0, 43) }, { "eyJhbGciOiJSUzI1NiJ9.eyJzdWIi" + $0 + ".c2lnbmF0dXJlLXNpZ25hdHVyZQ" },
        { "https://me:\($0)@registry.example/v2/" }, { "https://hooks.slack.com/services/T000/B000/" + $0 },
        { "canary" + ".a1b2c3d4e5f6" + String($0.dropFirst(10).prefix(4)) }, { "Bearer " + $0 },
        { "-----BEGIN PRIVATE KEY-----\\nMIIE" + $0 + "\\n-----END PRIVATE KEY-----\\n" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIE" + padded($0, 64) + "\n-----END RSA PRIVATE KEY-----" },
        // {"auths":{"r":{"auth":"canary…"}}} in Base64.
        { _ in "eyJhdXRocyI6eyJyIjp7ImF1dGgiOiJ" + "jYW5hcnktMDEyMzQ1MDAw" + "In19fQ==" },
        { "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw" + $0 }, { "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE" + $0 },
        { "https://api.telegram.org/bot123456789:AA\($0)/sendMessage" }, { "dial u:\($0)@proxy.example:3128" },
        { "//u:\($0)@proxy.example/x" }, { "jdbc:oracle:thin:scott/\($0)@h:1521:x" },
        { "https://outlook.office.com/webhook/\($0)/IncomingWebhook" }, { "https://h.example/cb?code=\($0)&state=a" },
    ]

    static let forms: [@Sendable (String) -> String] = [
        { "login with password=\($0) failed" }, { "token=\($0), retrying" }, { "passwd=\($0)" },
        { #"request {"user":"u","password":"\#($0)"} refused"# }, { #"body "{\"token\":\"\#($0)\"}" refused"# },
        { "AWS_SECRET_ACCESS_KEY=\($0)" }, { "env PGPASSWORD=\($0) psql failed" }, { "Cookie: id=\($0); a=b" },
        { "Set-Cookie: session=\($0); Path=/" }, { "Authorization: Basic \($0)" },
        { "Proxy-Authorization: Bearer \($0)" }, { "X-Api-Key: \($0)" }, { "X-Auth-Token: \($0)" },
        { "Private-Token: \($0)" }, { "run app --pass=\($0) --v=2" }, { "run app --pwd=\($0)" },
        { "run app --auth=\($0)" }, { "run app --basic-auth=u:\($0)" }, { "run app --password \($0) now" },
        { "curl -u admin:\($0) https://h.example" }, { "GET /x?access_token=\($0)&b=2 failed" },
        { "clientSecret: \($0)" }, { "config {User:me Password:\($0)}" }, { "map[api-key:\($0)]" },
        { "AccountKey=\($0);EndpointSuffix=x" }, { "https://a.blob.example/c?sv=1&sig=\($0)" },
        { "the passphrase: \($0)" }, { #"level=error api_key="\#($0)" msg="x y""# },
        { #"set env {"name":"DB_PASSWORD","value":"\#($0)"}"# }, { "<secret>\($0)</secret>" },
        { "session_id=\($0)" }, { "signature=\($0)" }, { "credentials: \($0)" }, { "private_key = \($0)" },
        { #"headers map[Cookie:[a=\#($0)]]"# }, { #"{"auths":{"r":{"auth":"\#($0)"}}}"# }, { "MYSQL_PWD=\($0)" },
        { "amqp://u:\($0)@mq.example:5672/v" }, { "next=%2Fx%3Ftoken%3D\($0)" }, { "refreshToken=\($0)" },
        { "AWS Secret Access Key: \($0)" }, { "got api key: \($0)" }, { "Unseal Key 1: \($0)" },
        { "password for user root: \($0)" }, { "password (root): \($0)" }, { "password[0]=\($0)" },
        { "the password for root is \($0)" }, { "token \($0) was refused" }, { "password [\($0)] is wrong" },
        { "env [{Name:DB_PASSWORD Value:\($0) ValueFrom:nil}]" }, { "&EnvVar{Name:API_TOKEN,Value:\($0),}" },
        { #"got {"Name":"DB_PASSWORD","Value":"\#($0)"}"# }, { #"got "password":{"value":"\#($0)"}"# },
        { "password: [\($0)]" }, { #"pair ["password","\#($0)"]"# }, { "map[X-Api-Key:[\($0)] a:[b]]" },
        { #"Secret{StringData:map[string]string{"password":"\#($0)"}}"# }, { "[{DB_PASSWORD \($0) <nil>}]" },
        { "':path', '/'\n'x-api-key', '\($0)'" }, { #"header { key: "authorization" raw_value: "\#($0)" }"# },
        { #"{"op":"add","path":"/data/password","value":"\#($0)"}"# }, { "run app --proxy=u:\($0)@h" },
        { "PresharedKey = \($0)" }, { "POST /acs?SAMLResponse=\($0)" }, { #"jwk {"kty":"oct","k":"\#($0)"}"# },
        { "SNMP_COMMUNITY=\($0)" }, { "redis --masterauth \($0)" }, { "mysql -uroot -p\($0) -e x" },
        { "create secret generic x --from-literal=a=\($0)" }, { "curl -uadmin:\($0) h" },
        { "PaSsWoRd=\($0)" }, { "password=\u{1b}[31m\($0)\u{1b}[0m" }, { "\u{1b}[36mtoken=\u{1b}[0m\($0)" },
        { "\u{1b}[36mpassword \u{1b}[0m=\($0)" }, { "password\u{a0}=\u{a0}\($0)" }, { "pass\u{200b}word=\($0)" },
        { "password:\t\($0)" }, { #"using password "\#($0)" for user u"# },
    ]

    /// Lines as the programs write them whose logs are read.
    mutating func logLines() -> [String] {
        var lines: [String] = []
        for _ in 0..<8 {
            let (plain, quoted) = (text(), Self.quoted(text()))
            lines += [
                #"E1122 11:59:01.000001       1 controller.go:99] "Reconciler error" err=\#(quoted) logger="x""#,
                #"I1122 11:59:01.000001       1 request.go:1] "request" password="\#(value())" url="https://h/x""#,
                #"{"level":"error","ts":"2026-11-22T11:59:02Z","logger":"kubelb.service.reconciler","msg":"failed","error":\#(Self.quoted(text())),"token":"\#(value())"}"#,
                "2026-11-22T11:59:03Z\tERROR\tReconciler error\t{\"error\": \(Self.quoted(text())), \"apiKey\": \"\(value())\"}",
                "time=\"2026-11-22T11:59:04Z\" level=error msg=\(Self.quoted(text())) secret=\(value())",
                "2026/11/22 11:59:05 \(plain)",
                #"{"level":"info","ts":"2026-11-22T11:59:06Z","msg":"configured","\u0070assword":"\#(value())"}"#,
                "panic: \(token())",
            ]
        }
        return lines
    }

    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).encoded(), as: UTF8.self)
    }
}
