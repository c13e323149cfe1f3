"""Names whose values are masked. Data of people a team may keep visible; a credential it may not.

A name is compared word by word, without case, accents and punctuation: `API-Key`, `api_key`, `apiKey` and
`APIKEY` are one. `signatureRequired`, `max_tokens` and `TokenExpiredError` speak of a secret and hold none.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.domain.policy import Redaction


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(_plain(word) for line in lines for word in line.split())


_LATIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "\u0131": "i", "æ": "ae", "ß": "ss"}
)


def _bare(text: str) -> str:
    """Without accents."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _plain(text: str) -> str:
    return _bare(text).casefold()


# Unmistakable wherever they stand in a name, within a word too: `dbpassword1`.
_CREDENTIALS_ANYWHERE = _listed(
    "password passwd passphrase passcode passwrd authorization credential apikey accesskey privatekey",
    "secretkey accountkey sharedkey encryptionkey decryptionkey signingkey masterkey sshkey",
    "storagekey subscriptionkey functionskey licensekey consumerkey presharedkey hmackey sessionkey",
    "authkey appkey applicationkey servicekey adminkey deploykey recoverykey clientkey webhookkey",
    "sessionid sessid connectsid connectionstring connstr securitycode securityanswer accesscode",
    "authcode verificationcode activationcode recoverycode backupcode mfacode codeverifier",
    "clientassertion samlresponse seedphrase recoveryphrase mnemonic",
    # Other languages' words for a password, a secret, a key and what lets somebody in.
    "passwort kennwort zugangsdaten anmeldedaten geheimnis zugangsschlussel apischlussel",
    "geheimerschlussel privaterschlussel zugangsschluessel apischluessel geheimerschluessel",
    "privaterschluessel zugangscode contraseña credenciales secreto claveapi claveprivada",
    "clavesecreta claveacceso clavedeacceso motdepasse motpasse clesecrete cleprivee cleapi cledapi",
    "codigoseguridad codigodeseguridad codigoseguranca codigodeseguranca codedesecurite sicherheitscode",
    "codicesicurezza codicedisicurezza",
    "codesecret codeconfidentiel palavrapasse palavrasecreta credenciais segredo chaveapi",
    "chaveprivada chavesecreta chavedeacesso parolaordine paroladordine parolachiave credenziali",
    "segreto chiaveapi chiaveprivata chiavesegreta wachtwoord lösenord adgangskode passord salasana",
    "пароль パスワード 暗証番号 密码 密碼 口令 비밀번호 κωδικός",
)
# Where a word ends with them: `accesstoken`, `clientsecret`.
_CREDENTIAL_ENDS = tuple(_listed("secret token cookie signature credential"))
_CREDENTIAL_WORDS = _listed(
    "pwd pass pw psw pswd pin cvv cvc cvv2 cvc2 auth jwt otp totp sig hmac psk bearer csrf xsrf sas",
    "pat mdp senha clave parola jeton geheim hasło heslo jelszó şifre parol parolă",
)
_PERSONAL_ANYWHERE = _listed(
    "cardnumber creditcard debitcard accountnumber taxid passport birthdate dateofbirth",
    "socialsecurity phonenumber mobilenumber emailaddress mailaddress nationalid nationalinsurance",
    "identitynumber identitycard idcardnumber driverslicense driverslicence driverlicense nhsnumber",
    "aadhaar aadhar msisdn kontonummer kreditkarte kartennummer geburtsdatum telefonnummer",
    "handynummer steuerid steuernummer steueridentifikationsnummer sozialversicherungsnummer svnummer",
    "ausweisnummer personalausweis numerotarjeta numerodetarjeta tarjetacredito tarjetadecredito",
    "fechanacimiento fechadenacimiento cartedecredit cartebancaire numerodecarte datenaissance",
    "datedenaissance numerosecu numerodesecuritesociale cartaocredito cartaodecredito numerocartao",
    "datanascimento datadenascimento cartacredito cartadicredito numerocarta datanascita",
    "datadinascita codicefiscale personnummer fodselsnummer henkilotunnus rodnecislo isikukood",
    "burgerservicenummer",
)
_PERSONAL_ENDS = tuple(_listed("email"))
_PERSONAL_WORDS = _listed(
    "pan ssn dob tel fax mail phone telephone cellphone mobile iban bic cpf cnpj dni nie nif curp",
    "svnr nino bsn pesel cnp jmbg oib egn amka cpr hetu tin itin rut cedula nir ahv tckn tfn telefon",
    "telefono telefone telefoon handy celular movil correo courriel",
)
# A name that ends with one of these is about the secret: how many, how old, of what kind, where it is.
_ABOUT = _listed(
    "required optional enabled disabled valid invalid expired expires expire expiry expiration exp",
    "ttl lifetime age at on by date time timestamp timeout until since updated changed created reset",
    "rotated rotation count counts counter total used usage limit limits length len size min max",
    "index type types kind format algorithm algo alg method mode version versions policy policies",
    "rule rules strength score status state result reason error errors exception exceptions failure",
    "failures failed fault warning mismatch match matches found denied missing message messages name",
    "names label description desc hint placeholder title template model field fields column attribute",
    "param parameter header path file filename dir url uri endpoint host domain server port issuer",
    "audience provider service services manager store storage vault repository repo factory handler",
    "middleware filter validator validation verifier verification checker parser processor generator",
    "controller component view form page screen button event events topic queue table bucket function",
    "lambda worker job task arn region account owner user role scope scopes group source request",
    "requests response command query started completed succeeded success sent received refreshed",
    "refresh revoked revocation lookup check checks present exists provided supplied given blank",
    "empty consent banner secure httponly samesite jar bytes chars characters attempts tries retries",
    "price cost budget rate window pool balance symbol decimals standard less primaria foranea signed",
    "mechanism in stage stages category flavor flavour brand recipe violation violations exceeded",
    "exhausted unavailable unsupported conflict forbidden locked collision reuse parse problem issue issues",
    "java js ts py rb go cs php kt scala rs cpp mjs cjs tsx jsx html yml yaml md log txt vue sql css json",
)
# What a name of a number, an address or a date may end with and still be one.
_PARTS = _listed(
    "address addresses adresse number numbers no nr num nummer numero home work private business",
    "office primary secondary main new old current alt alternate value raw formatted normalized e id",
    "list to from cc bcc recipient recipients sender customer user contact owner de of cell mobile",
    "day evening plain text confirm confirmation",
)
# A name that begins with one of these asks whether or tells how many.
_ASKING = _listed("is has have requires require needs need should can allow allows no without")
_COUNTING = _listed("max min total num count prompt completion input output cached reasoning used remaining")
# How names of errors begin that end with what was wrong: `ExpiredToken`.
_FAULTS = _listed(
    "too invalid expired missing unknown unrecognized bad no not incorrect malformed revoked unexpected",
    "unsupported duplicate wrong rejected",
)
# What stands before a key word of a text, and before tokens that let nobody in: where a listing goes on, and
# what makes a request safe to repeat.
_HARMLESS_BEFORE = _listed("palabra next page continuation pagination cursor sync sequence idempotency")
_IDS = _listed(
    "id ids order orders invoice tracking shipment parcel ref reference request message msg sequence",
    "seq shard sku ean gtin imei customer ticket job run batch event transaction txn timestamp time",
    "ts offset partition trace span number no nr bestellung auftrag pedido commande ordine rechnung",
    "factura facture",
)
_CARDS = _listed(
    "card cards pan visa mastercard amex credit debit karte carte carta tarjeta cartao cc payment",
)

_WORD = re.compile(r"[A-Z]{1,64}(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
# A company, not somebody's authentication.
_AUTH0 = re.compile("auth0", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")


class _Found(NamedTuple):
    """Attributes: before and after are the words around what names the secret; plural is `tokens`."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    plural: bool = False


def names_a_credential(name: str) -> bool:
    """Whether its value lets somebody in: masked whatever a team wants to keep."""
    found = _credential(name)
    return found is not None and not _is_about(name, found)


def names_a_person(name: str) -> bool:
    """Whether its value is a number, an address or a date of a person."""
    found = _personal(name)
    return found is not None and not set(found.before) & _ASKING and set(found.after) <= _PARTS


def names_a_secret(name: str, rules: Redaction) -> bool:
    """Whether a value is masked for the name it goes by."""
    return names_a_credential(name) or (
        name not in rules.keep and (names_a_person(name) or named_by_the_team(name, rules))
    )


def named_by_the_team(name: str, rules: Redaction) -> bool:
    plain = _letters(name) if rules.keys else ""
    return any(part in plain for part in map(_letters, rules.keys) if part)


def names_a_count(name: str) -> bool:
    """Whether a number by this name counts: `prompt_tokens`, `tokens`; a number may well be a secret else."""
    found = _credential(name)
    return found is not None and (found.plural or bool(set(found.before) & _COUNTING))


def names_an_id(name: str) -> bool:
    """Whether a long number by this name is an order's, a message's or a moment's, and no card's."""
    return bool(_IDS & {*_words(name)}) and not names_a_card(name)


def names_a_card(name: str) -> bool:
    return bool(_CARDS & {*_words(name)})


def _is_about(name: str, found: _Found) -> bool:
    if found.after and found.after[-1] in _ABOUT:
        return True
    if found.before[-2:] == ("client", "request"):
        return True
    if found.before and (found.before[0] in _ASKING or found.before[-1] in _HARMLESS_BEFORE):
        return True
    return bool(found.before) and found.before[0] in _FAULTS and name[:1].isupper() and name.isalnum()


@lru_cache(512)
def _credential(name: str) -> _Found | None:
    return _last(name, _CREDENTIALS_ANYWHERE, _CREDENTIAL_ENDS, _CREDENTIAL_WORDS)


@lru_cache(512)
def _personal(name: str) -> _Found | None:
    return _last(name, _PERSONAL_ANYWHERE, _PERSONAL_ENDS, _PERSONAL_WORDS)


def _last(name: str, anywhere: frozenset[str], ends: tuple[str, ...], whole: frozenset[str]) -> _Found | None:
    """What of a name names a secret, the last such: `cookie_domain_password` is a password."""
    words = _words(name)
    found = _last_word(words, ends, whole)
    joined, starts, at = "".join(words), {0}, 0
    for word in words:
        at += len(word)
        starts.add(at)
    for part in anywhere:
        begin = joined.rfind(part)
        end = begin + len(part)
        if begin < 0 or not (begin in starts or not any(begin < each < end for each in starts)):
            continue
        after = _behind(words, end)
        if found is None or len(after) < len(found.after):
            before = tuple(word for word, stop in _stops(words) if stop <= begin)
            found = _Found(before, after)
    return found


def _last_word(words: tuple[str, ...], ends: tuple[str, ...], whole: frozenset[str]) -> _Found | None:
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        one = word.removesuffix("s")
        if word in whole or one in whole or word.endswith(ends) or one.endswith(ends):
            after = tuple(each for each in words[place + 1 :] if not each.isdigit())
            return _Found(words[:place], after, plural=one != word and word not in whole)
    return None


def _stops(words: tuple[str, ...]) -> list[tuple[str, int]]:
    at, stops = 0, []
    for word in words:
        at += len(word)
        stops.append((word, at))
    return stops


def _behind(words: tuple[str, ...], end: int) -> tuple[str, ...]:
    """The words behind a place of their letters, what is left of the one it lies in included."""
    behind = []
    for word, stop in _stops(words):
        rest = word if stop - len(word) >= end else word[len(word) - (stop - end) :] if stop > end else ""
        if rest and not rest.isdigit() and rest not in {"s", "es"}:
            behind.append(rest)
    return tuple(behind)


@lru_cache(512)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(_AUTH0.sub("", _bare(name))))


def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()
