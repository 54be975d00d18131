import Redaction
import TestSupport
import Testing

/// Names and values as people, Go, Java and Envoy write them: what stands between the two is not always `=`.
@Suite struct SettingShapeTests {
    /// As generators of passwords make them.
    static let value = "Zq7cN001dxR9wLk4TvB8e"

    /// `%` stands for the secret.
    static let shapes: [String] = [
        // Names of several words.
        "AWS Secret Access Key: %", "got api key: %, next", "the API key = %", "Private key: %", "Unseal Key 1: %",
        "Initial Root Token: %", "recovery code: %", "pre-shared key: %", "snmp community: %", "pass phrase: %",
        "password for user root: %", "password for root is %", "password is: %", "password (root): %",
        "password [root]: %",
        "password[0]=%", "db.passwords[12] = %", "using access key \"%\" now", "the token % was refused", "PASSWORD %",
        "bgp neighbor 10.0.0.1 password %", "machine h login u password %", "requirepass %", "masterauth %",
        "java.x.Y: password [%] is wrong",
        // What Go prints.
        "{Name:DB_PASSWORD Value:% ValueFrom:nil}", "&EnvVar{Name:API_TOKEN,Value:%,ValueFrom:nil,}",
        "[{Name:A Value:1 ValueFrom:nil} {Name:DB_PASSWORD Value:% ValueFrom:nil}]", "{name:db-password value:%}",
        #"v1.EnvVar{Name:"DB_PASSWORD", Value:"%", ValueFrom:(*v1.EnvVarSource)(nil)}"#, "[{DB_PASSWORD % <nil>}]",
        #"StringData:map[string]string{"password":"%"}"#, "map[Accept:[*/*] X-Api-Key:[%]]", "Password:{Value:%}",
        #"http.Header{"X-Api-Key":[]string{"%"}}"#,
        #"EnvVar{Name: "DB_PASSWORD", Value: "%"}"#,
        // Wrapped values.
        "AccessToken[value=%]", "Token{value=%}", #"password=Some("%")"#, #"token=("%")"#, "token <%> rejected",
        "auth token (%) rejected", "password: !!str %", "Password is set to %", "secret id: %", "session id: %",
        "--certificate-key %", "bindpw: %", #"GET /x?password\u003d%"#, "u:%@(h:3306)/d",
        // Members that name others.
        #"{"Name":"DB_PASSWORD","Value":"%"}"#, #"{"key":"password","value":"%"}"#, #""password":{"value":"%"}"#,
        #"{"op":"replace","path":"/data/password","value":"%"}"#, "password: [%]", #"["password", "%"]"#,
        #"private_key: { inline_string: "%" }"#,
        // Envoy.
        "':path', '/x'\n'x-api-key', '%'\n'user-agent', 'y'", #"["x-api-key","%"]"#,
        #"key: "authorization" raw_value: "%""#,
        #"header { key: "x-auth-token" value: "%" }"#, #"{"header":{"key":"x-auth-token","raw_value":"%"}}"#,
        // Addresses without a scheme.
        "dial user:%@proxy:3128 failed", "--proxy=u:%@h", "HTTPS_PROXY=u:%@proxy.local", "//u:%@proxy/x",
        "curl -x u:%@10.0.0.1:1 h",
        "jdbc:oracle:thin:scott/%@h:1521:x", "jdbc:oracle:thin:scott/%@//h/x",
        // Queries and webhooks.
        "GET /cb?code=%&state=abc HTTP/1.1", "https://h/acs?SAMLResponse=%", "SAMLResponse=%&RelayState=a",
        "https://h/x?a=b&key=%",
        // Keys and options.
        "PresharedKey = %", "PrivateKey = %", #"{"kty":"oct","k":"%"}"#, #"{"d":"%","kty":"EC","crv":"P-256"}"#,
        "SNMP_COMMUNITY=%",
        "--masterauth %", "redis-cli -a % ping", "mysql -uroot -p% -e x", "curl -uuser:% h", "ldapsearch -w %",
        "--oauth2-bearer %",
        "kubectl create secret generic x --from-literal=foo=%", "passwort: %", "pass-word: %",
        // Names whose capitals begin no words.
        "PaSsWoRd=%", "pAsSwOrD: %", "TOkEn=%", #"{"sEcReT":"%"}"#,
        // Colors of terminals, in text, JSON and Go.
        "password=\u{1b}[31m%\u{1b}[0m", "\u{1b}[36mtoken=\u{1b}[0m%", "\u{1b}[36mpassword \u{1b}[0m=%",
        #"{"log":"\u001b[36mtoken=\u001b[0m%\n"}"#, #"err="\x1b[1mpassword\x1b[0m: %""#,
        "\u{1b}[38;5;12mtoken\u{1b}[m: %",
        // Characters that nobody sees, and blanks that are none.
        "pass\u{200b}word=%", "password\u{a0}=\u{a0}%", "password:\u{2009}%", "\u{feff}token=%", "tok\u{ad}en=%",
        "token\u{2060}=\u{2060}%", #"{"msg":"password\u00a0=\u00a0%"}"#, #"{"msg":"pass\u200bword=%"}"#,
        // Escapes of JSON.
        #""\u0070assword":"%""#, #"{"pass\u0077ord":"%"}"#, #"{"msg":"password:\t%"}"#,
        #"{"msg":"using password \"%\" for user"}"#,
        #"{"msg":"token\u0020is\u003a %"}"#, #""\x70assword=%""#,
    ]

    @Test(arguments: shapes)
    func removes(shape: String) {
        let result = TextRedactor.redacted(shape.replacing("%", with: Self.value))
        #expect(!result.contains(Self.value), "\(result)")
        #expect(TextRedactor.redacted(result) == result, "once is enough")
    }

    /// What stands around stays.
    @Test(arguments: [
        (
            "{Name:DB_PASSWORD Value:correct horse ValueFrom:nil} x",
            "{Name:DB_PASSWORD Value:<redacted> ValueFrom:nil} x"
        ),
        ("{Name:PORT Value:80 ValueFrom:nil}", "{Name:PORT Value:80 ValueFrom:nil}"),
        ("map[password:[104 117 110 116] user:me]", "map[password:[<redacted>] user:me]"),
        (#"{"password":[]byte{0x68, 0x75, 0x6e, 0x74}, "a":1}"#, #"{"password":[]byte{<redacted>}, "a":1}"#),
        ("password: [hunter2]", "password: [<redacted>]"),
        ("dial u:hunter2@proxy:3128: EOF", "dial u:<redacted>@proxy:3128: EOF"),
        (#"{"name":"DB_PASSWORD","value":"12345"}"#, #"{"name":"DB_PASSWORD","value":"<redacted>"}"#),
        ("--from-literal=a='b c' -n x", "--from-literal=a='<redacted>' -n x"),
        ("'authorization', 'Basic eA=='\n'a', 'b'", "'authorization', '<redacted>'\n'a', 'b'"),
        ("https://outlook.office.com/webhook/\(value)@x/IncomingWebhook/y", "https://outlook.office.com/<redacted>"),
        ("https://api.telegram.org/bot123456789:AA\(value)/send", "https://api.telegram.org/<redacted>"),
    ])
    func keepsWhatStandsAround(text: String, expected: String) {
        #expect(TextRedactor.redacted(text) == expected)
        #expect(TextRedactor.redacted(expected) == expected, "once is enough")
    }

    /// Private keys without the lines around them, on one line or on several.
    @Test(arguments: [
        Sample.keyBody, "MIIEpAIBAAKCAQEA1c7" + "aB3/" + "+9z5Pad7OejecsQ0bu3aumRnGmV6r",
        "b3BlbnNzaC1rZXktdjE" + "AAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMw",
        "MC4CAQAwBQYDK2VwBCIEIJ" + "DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZz", "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY",
    ])
    func removesKeysWithoutMarks(key: String) {
        #expect(TextRedactor.redacted("a \(key) b") == "a <redacted> b")
        #expect(
            TextRedactor.redacted("a: \(key)\n\(key)\n\(key.prefix(20))==\nnext line") == "a: <redacted>\nnext line")
    }

    /// What these words are about otherwise.
    static let harmless: [String] = [
        "secret \"default/foo\" not found", "secret default/foo not found", "key not found", "token expired",
        "invalid private key: asn1: structure error", "failed to parse private key: x509: unknown format",
        "tls: failed to find any PEM data in key input", "password authentication failed for user \"postgres\"",
        "pq: password authentication failed for user \"me\" at 10.0.0.1:5432",
        "failed to fetch token for kube-system/default: Post \"https://10.0.0.1:6443/api\": EOF",
        "failed to get token for service account kubelb/kubelb-ccm: Unauthorized",
        "password for user postgres is not set",
        "the token is expired", "token is RS256", "SASL: password is SCRAM-SHA-256 encoded",
        "api key: not set", "private key: /etc/tls/tls.key", "private key: kubelb-ccm-65d9674b8d-pjzp5",
        "ssh key: SHA256:uNiVztksCsDhcc0u9e8BrqGQ4pU7aBcDeFgHiJkLmNo", "session key (client): none",
        "password [REDACTED]",
        #"apiGroups [""] resources ["secrets","configmaps"] verbs ["get","list"]"#, #"["token", "password", "secret"]"#,
        #"supported values: "Password1", "token""#, "imagePullSecrets:[{regcred}] tokens: []",
        "Secrets:[{Name:default-token-abc12}]",
        "{Key:node.kubernetes.io/not-ready Operator:Exists Value: Effect:NoExecute TolerationSeconds:0xc000a1b2c3}",
        "{Name:KUBECONFIG Value:/etc/kubeconfig ValueFrom:nil}", #"{"name":"LOG_LEVEL","value":"Debug12345678901"}"#,
        "quay.io/kubermatic/kubelb:v1.1.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "sigs.k8s.io/controller-runtime@v0.16.3/pkg/internal/controller/controller.go:329", "mailto:me@h.example:25",
        "sip:alice@h.example:5060", "10.0.0.1:80@node-1:8080", "10.0.0.1:80", "git@github.com:kubermatic/kubelb.git",
        "GET /healthz?code=404 HTTP/1.1", "https://h.example/x?key=name&code=ERR_NOT_FOUND",
        #"{"k":"v","d":"2026-11-22","p":"kubelb-ccm-65d9674b8d-pjzp5"}"#, "community: 65000:100",
        "BGP community 65000:100",
        #"Post "https://id.example/v3/auth/tokens": dial tcp 192.0.2.1:443: connect: connection refused"#,
        #"err="Get \"http://10.0.0.1/api/v1/secret\": context deadline exceeded (Client.Timeout exceeded)" x=1"#,
        "using endpoint kubelb-ccm-65d9674b8d-pjzp5 of default/web",
        "leader 3f2504e0-4f89-11d3-9a0c-0305e82c3301 is new",
        "':authority', 'web.example'\n':path', '/healthz'\n'user-agent', 'Envoy/1.31'",
        "headers ['cookie', 'set-cookie']",
        "no_proxy=10.0.0.0/8,localhost HTTPS_PROXY=proxy.local:3128 -p 8080 -a app -w 5", "uint8_t hmac_key[SHA1_SIZE]",
        "I1122 12:00:00.1 1 token_controller.go:99] \"Token controller started\" worker=2",
        "[2026-11-22 12:00:00.123][15][info][config] [source/server/listener_manager.cc:944] all dependencies initialized",
        "upstream_transport_failure_reason:TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end",
        "Caused by: io.x.TokenReviewV1Beta1Exception: token TokenReviewV1Beta1 unsupported", Sample.certificate,
        Sample.certificateBody, "eth0: 00:1A:2B:3C:4D:5E", "2001:db8::1", "password policy: minimum 12 characters",
    ]

    /// What is read in another way than it is written, and holds no secret: not one byte of it changes.
    @Test(arguments: [
        "\u{1b}[32mINFO\u{1b}[0m token refresh\u{1b}[1m done", "caf\u{e9}\u{a0}au lait",
        #"C:\tokens\temp \"a b\" \u00e9"#,
        #"{"msg":"the \"token\" is missing","path":"a\\b\tc"}"#, "a\u{200b}b\u{feff}", "\u{1b}", #"\"#, #"\u00"#,
        #"\x1"#, "\u{1b}[", #"{"re":"^\\x1b\\[31m$"}"#,
    ])
    func keepsOtherWaysOfWriting(text: String) {
        #expect(TextRedactor.redacted(text) == text)
    }

    @Test(arguments: [
        ("password=\u{1b}[31mhunter2\u{1b}[0m x", "password=\u{1b}[31m<redacted>\u{1b}[0m x"),
        (#"{"msg":"password:\thunter2X","n":"a"}"#, #"{"msg":"password:\t<redacted>","n":"a"}"#),
        (#"{"\u0070assword":"hun\"ter2","n":1}"#, #"{"\u0070assword":"<redacted>","n":1}"#),
    ])
    func replacesNothingElseInThem(text: String, expected: String) {
        #expect(TextRedactor.redacted(text) == expected)
        #expect(TextRedactor.redacted(expected) == expected, "once is enough")
    }

    @Test(arguments: harmless)
    func keeps(text: String) {
        #expect(TextRedactor.redacted(text) == text)
    }
}
