"""How pip's settings become uv's."""

from launcher.packages import pip_settings, uv_environment


def test_a_variable_wins_over_a_file_of_the_user_and_that_over_the_machines():
    listing = "\n".join(
        [
            ":env:.index-url='https://env.example/simple'",
            "global.index-url='https://global.example/simple'",
            "user.index-url='https://user.example/simple'",
            "global.cert='/ca.pem'",
            "user.timeout='60'",
            "not a setting",
        ]
    )

    assert pip_settings(listing) == {
        "index-url": "https://env.example/simple",
        "cert": "/ca.pem",
        "timeout": "60",
    }


def test_uv_is_told_where_pip_looks_and_keeps_what_it_was_told_itself():
    settings = {
        "index-url": "https://index.example/simple",
        "extra-index-url": "https://a.example\nhttps://b.example",
        "cert": "/ca.pem",
        "timeout": "60",
    }

    assert uv_environment(settings, {"PATH": "/bin", "UV_DEFAULT_INDEX": "https://own.example"}) == {
        "PATH": "/bin",
        "UV_DEFAULT_INDEX": "https://own.example",
        "UV_INDEX": "https://a.example https://b.example",
        "SSL_CERT_FILE": "/ca.pem",
        "NODE_EXTRA_CA_CERTS": "/ca.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
    }
