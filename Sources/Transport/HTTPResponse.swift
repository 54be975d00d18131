/// The head of an answer, and its body to be read.
package struct HTTPResponse: Sendable {
    package let head: HTTPHead
    package let body: HTTPBody
}

/// Status and headers of an answer.
package struct HTTPHead: Sendable, Hashable {
    package var status: Int
    /// Names in lower case, in the order received.
    package var headers: [HTTPHeader]
    /// The server's certificate as PEM, if it was requested.
    package var certificate: String?

    package init(status: Int, headers: [HTTPHeader] = []) {
        self.status = status
        self.headers = headers
    }

    /// The first header of a name, which is given in lower case.
    package subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

package struct HTTPHeader: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
