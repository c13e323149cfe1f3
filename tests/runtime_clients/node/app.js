// A function that fails in the way its event names: run by aws-lambda-ric.
'use strict';

const bunyan = require('bunyan').createLogger({ name: 'shop' });
// Its own stream may write the first line last.
const pino = require('pino')({}, process.stdout);
const winston = require('winston');
const { Logger } = require('@aws-lambda-powertools/logger');

const powertools = new Logger({ serviceName: 'payment' });
const { combine, errors, json, simple } = winston.format;
const toConsole = () => [new winston.transports.Console()];
const winstonJson = winston.createLogger({
  transports: toConsole(),
  format: combine(errors({ stack: true }), json()),
});
const winstonSimple = winston.createLogger({ transports: toConsole(), format: simple() });

exports.ways = {
  async thrown(event) {
    return event.order.items.map((item) => item.sku);
  },
  async thrown_string() {
    throw 'no sku';
  },
  async caused() {
    throw new Error('no order 17', { cause: new TypeError('x is null') });
  },
  async coded() {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.1.7:5432'), { code: 'ECONNREFUSED' });
  },
  async aggregate() {
    throw new AggregateError([new Error('a'), new TypeError('b')], '2 records failed');
  },
  async big() {
    throw new RangeError('no sku in ' + 'x'.repeat(30000));
  },
  async unserialisable() {
    const order = {};
    order.order = order;
    return order;
  },
  callback(event, context, done) {
    done(new Error('no sku'));
  },
  async console_error() {
    console.error('Error processing order 17: no sku');
  },
  async console_error_with() {
    console.error('failed', new TypeError('x is null'));
  },
  async console_error_only() {
    console.error(new TypeError('x is null'));
  },
  async console_error_record() {
    console.error({ msg: 'failed', code: 'E_SKU' });
  },
  async console_fatal() {
    console.fatal('order 17 is gone');
  },
  async console_warn() {
    console.warn('retry after Error');
  },
  async console_info() {
    console.info('handled, 0 errors');
  },
  async console_log() {
    console.log('no ERROR here');
  },
  async printed() {
    process.stdout.write('order 17 is handled, 0 errors\n');
  },
  async printed_stack() {
    process.stdout.write(`${new TypeError('x is null').stack}\n`);
  },
  async pino() {
    pino.info('handled');
    pino.error(new TypeError('x is null'), 'message failed');
    pino.error(new Error('no order', { cause: new TypeError('x is null') }));
    pino.error('ECONNREFUSED 10.0.1.7:5432');
    pino.fatal('gone');
  },
  async bunyan() {
    bunyan.info('handled');
    bunyan.error(new TypeError('x is null'), 'message failed');
    bunyan.fatal('gone');
  },
  async winston() {
    winstonJson.info('handled');
    winstonJson.error(new TypeError('x is null'));
    winstonJson.error('failed', new TypeError('y is null'));
    winstonJson.error({ name: 'AxiosError', message: 'Request failed with status code 502', code: 'E502' });
    winstonJson.error('order 17 is gone', { service: 'x' });
  },
  async winston_simple() {
    winstonSimple.info('handled');
    winstonSimple.error('order 17 is gone');
  },
  async powertools() {
    powertools.info('handled');
    powertools.error('Unexpected', new TypeError('x is null'));
    powertools.error('Unexpected', { error: new Error('no order', { cause: new TypeError('x is null') }) });
    powertools.critical('gone');
  },
};

exports.handler = (event, context, done) => exports.ways[event.way](event, context, done);
