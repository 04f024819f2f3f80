// The app in React Native, with the `URL` that comes with it.
import { URL } from './url/URL';
import './app';

globalThis.URL = URL;
